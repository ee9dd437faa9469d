#!/bin/sh
# Pins and hashes every requirement. One resolution for all (tests), every other file constrained by it.
set -eu
compile() {
    file=$1
    shift
    "$UV" pip compile -q --generate-hashes --python-version 3.11 --custom-compile-command "make lock" "$file.in" -o "$file.txt" "$@"
}
compile tests/requirements
for folder in layers/deps layers/doors layers/media layers/vision layers/language layers/resumes layers/study infra/endpoint infra/rater infra/local; do
    compile "$folder/requirements" -c tests/requirements.txt
done
compile infra/endpoint/requirements-gpu -c tests/requirements.txt
compile infra/sam/requirements
