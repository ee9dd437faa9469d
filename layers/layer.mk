# What the layers of native wheels have in common. A layer's Makefile includes this and calls $(install); sam build
# runs it as `make --makefile layers/NAME/Makefile -C COPY build-NAMELayer ARTIFACTS_DIR=…`, where only the layer's own
# folder is copied, so everything else is found from the place of the Makefile itself.
HERE := $(dir $(realpath $(firstword $(MAKEFILE_LIST))))
ROOT := $(HERE)../..

# One place decides the Python of the functions: the template. Wheels and .pyc files follow it.
RUNTIME ?= $(shell sed -n 's/^ *Runtime: *python\(3\.[0-9]*\).*/\1/p' $(ROOT)/template.yaml | head -n 1)
# pip can install for another Python than its own; byte code can only be written by the very version.
SAME := $(shell python$(RUNTIME) -c "" 2>/dev/null && echo yes)
PYTHON ?= $(if $(SAME),python$(RUNTIME),python3)
# Amazon Linux 2023 (python3.12 and later) has glibc 2.34, which loads all of these; the older runtimes stop at 2.26.
PLATFORMS := $(foreach tag,manylinux2014_x86_64 manylinux_2_17_x86_64 manylinux_2_27_x86_64 manylinux_2_28_x86_64,--platform $(tag))

define install
@rm -rf "$(ARTIFACTS_DIR)/python"
@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$(HERE)requirements.txt" \
	$(PLATFORMS) --python-version $(RUNTIME) --implementation cp --only-binary=:all: --no-compile --target "$(ARTIFACTS_DIR)/python"
@$(PYTHON) "$(ROOT)/layers/slim.py" "$(ARTIFACTS_DIR)/python"
@$(if $(SAME),$(PYTHON) -W ignore -m compileall -q --invalidation-mode unchecked-hash "$(ARTIFACTS_DIR)/python",\
	echo "python$(RUNTIME) is not here: the layer is built without byte code and imports more slowly")
endef
