"""The laptop cloud and the ``mianshi`` command line.

`house` opens this project's cloud, `cloud` deploys and runs any SAM template: `translate` and `deploy` read it,
`functions`, `sandbox`, `runtime_api` and `memory` run its Lambda functions, `events`, `http_api` and `sagemaker` play
what moto does not, `moto_seam` and `stand_ins` are all that reaches into moto, `processes` and `guard` leave nothing
behind. `cli` reads the command line, `commands` does what it says; the other end of deliveries is in `fakes`.
"""
