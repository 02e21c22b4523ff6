# Slipstream. `make help` lists what there is; the work is done by the scripts in scripts/.

.DEFAULT_GOAL := help
.PHONY: help run test check bench fuzz format openapi stop clean

help: ## list these
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

run: ## install what is missing, build, start private services, migrate, seed, serve on port 8080
	@scripts/run

test: ## every test, on services of its own; works while `make run` is up
	@scripts/test

check: ## format lint, tidy, import-checked build, every test
	@scripts/check

bench: ## measure each figure beside its reference
	@scripts/install-packages && Benchmarks/run

fuzz: ## fuzz the parsers (FUZZ_SECONDS for each, 60 unless told)
	@scripts/fuzz

format: ## format all sources
	@swift format --in-place --parallel --recursive --configuration .swift-format Package.swift Sources Tests

openapi: ## join the fragments in openapi/ into openapi.yaml
	@scripts/join-openapi

stop: ## stop private services that an interrupted command has left
	@scripts/services stop .local/test; scripts/services stop .local

clean: ## remove everything built or stored here, the demo world too
	@scripts/clean
