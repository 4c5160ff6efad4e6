# The two commands of a fresh machine are `make run` and `make test`; docs/operate.md explains the rest.
GO ?= go
BIN := $(CURDIR)/.cache/bin

.PHONY: run test test-long check bench fuzz generate tools

run: ## start the portal with the demonstration federation on the embedded journal
	$(GO) run ./app -demo

test: ## install what the tests need, then run them all, browser and MongoDB server included
	bash scripts/test

test-long: ## the same with 10,000 simulated journals, 200 kills and long random walks
	SHANPEI_LONG=1 SIM_SEEDS=10000 bash scripts/test

check: ## format, vet, staticcheck, generated files, secrets, known vulnerabilities
	bash scripts/check

bench: ## measure every figure of quality.md against its limit, in one run
	$(GO) run ./app bench

fuzz: ## every parser for 60 seconds (FUZZ_SECONDS)
	bash scripts/fuzz

generate: ## the Go of the templates and the traditional Chinese of the messages
	$(GO) tool templ generate -path views
	node views/scripts/zh-tw.mjs
