# What the layers have in common. A layer's Makefile includes this and calls $(install) and $(seal); sam build runs it as
# `make --makefile layers/NAME/Makefile -C COPY build-NAMELayer ARTIFACTS_DIR=…`, where only the layer's own folder is
# copied, so everything else is found from the place of the Makefile itself.
HERE := $(dir $(realpath $(firstword $(MAKEFILE_LIST))))
ROOT := $(HERE)../..

# One place decides the Python of the functions: the template. Wheels and byte code follow it.
RUNTIME ?= $(shell sed -n 's/^ *Runtime: *python\(3\.[0-9]*\).*/\1/p' $(ROOT)/template.yaml | head -n 1)
# sam hands no architecture on, so it comes from the environment (make build ARCH=arm64).
ARCH ?= x86_64
MACHINE := $(or $(if $(filter x86_64,$(ARCH)),x86_64),$(if $(filter arm64,$(ARCH)),aarch64),$(error ARCH is x86_64 or arm64, not $(ARCH)))
# pip can install for another Python than its own; byte code can only be written by the very version.
COMPILER := $(firstword $(foreach python,python$(RUNTIME) $(wildcard $(HOME)/.pyenv/versions/$(RUNTIME).*/bin/python$(RUNTIME)),\
	$(shell $(python) -c "" 2>/dev/null && echo $(python))))
# Amazon Linux 2023 (python3.12 and later) has glibc 2.34, which loads all of these; the older runtimes stop at 2.26.
PLATFORMS := $(foreach tag,manylinux2014 manylinux_2_17 manylinux_2_27 manylinux_2_28,--platform $(tag)_$(MACHINE))

define install
@rm -rf "$(ARTIFACTS_DIR)/python"
@python3 -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$(HERE)requirements.txt" \
	$(PLATFORMS) --python-version $(RUNTIME) --implementation cp --only-binary=:all: --no-compile --target "$(ARTIFACTS_DIR)/python"
@python3 "$(ROOT)/layers/slim.py" "$(ARTIFACTS_DIR)/python"
endef

define seal
@$(or $(COMPILER),python3) -W ignore "$(ROOT)/layers/seal.py" "$(ARTIFACTS_DIR)" $(if $(COMPILER),--byte-code)
@$(if $(COMPILER),,echo "python$(RUNTIME) is not here: the layer is built without byte code and imports more slowly")
endef
