// Command app is the portal: `go run ./app [subcommand] [flags]` (see `go run ./app help`).
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// subcommands is what the program can be asked; the first is done when none is named.
var subcommands = []subcommand{
	{"serve", "start the portal", serve},
	{"verify", "replay the journal and prove it", verify},
	{"match", "run the matching engine on files, or repeat a recorded run", match},
	{"bench", "measure every figure against its limit", bench},
	{"export", "write the federation's ledgers as CSV and as one workbook", export},
	{"import", "read lists from CSV or XLSX", importLists},
	{"backup", "write the journal into one file", backup},
	{"restore", "read a backup into an empty journal", restore},
	{"rekey", "change the master key while the portal serves", rekey},
	{"project", "build the Mongo collections anew", project},
}

type subcommand struct {
	name, does string
	run        func(ctx context.Context, args []string) error
}

// collectAt is how much the heap may grow before it is collected, in percent: an entry leaves little garbage that lasts, and memory is cheaper than
// time here. GOGC overrules it.
const collectAt = 200

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:]))
}

// run finds the subcommand and gives the program's exit code: 0, 1 for what failed, 2 for what could not be begun.
func run(ctx context.Context, args []string) int {
	name := subcommands[0].name
	if len(args) > 0 && len(args[0]) > 0 && args[0][0] != '-' {
		name, args = args[0], args[1:]
	}
	for _, c := range subcommands {
		if c.name != name {
			continue
		}
		err := c.run(ctx, args)
		if err != nil {
			fmt.Fprintln(os.Stderr, "shanpei:", err)
		}
		return exitCode(err)
	}
	fmt.Fprintln(os.Stderr, "shanpei: unknown subcommand", name)
	for _, c := range subcommands {
		fmt.Fprintf(os.Stderr, "  %-8s %s\n", c.name, c.does)
	}
	return 2
}
