// Command auditlog is a small web application of four plugins that do not know
// each other: one signs users in, one records what happens to users in a SQLite
// database, one greets, one counts. Only the event bus and the list of plugins in
// app.go connect them. The bus has a page of its own, at /admin/events.
//
//	go run ./examples/auditlog
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// appConfig holds the flags of the command line.
type appConfig struct {
	addr, db string
	digest   time.Duration
	trace    bool
	payloads bool
}

const manual = `Usage: auditlog [flags]

A web application of plugins that communicate over an event bus. Open the
address that it logs, sign in as ada with the password lovelace, and look at
/audit. Then look at /admin/events, where the bus shows what it does.

  GET  /        home page, with the form
  POST /login   fields username, password, remember
  POST /logout
  GET  /audit   the audit log, newest first, 50 rows at a time; ?before=ID for
                older rows; JSON if the Accept header asks for it
  GET  /admin/events
                the event bus: events, their emitters and listeners, failures,
                and live events; only for browsers on this machine

Ctrl-C or SIGTERM shuts it down: running requests are answered, and every event
that was accepted is recorded. A second Ctrl-C ends it at once.

Exit status: 0 after an orderly shutdown, 1 after a failure, 2 for wrong flags.

Flags:
`

func main() {
	// The first signal ends ctx; stop then gives the second its usual effect.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is main with everything that it uses of the process as arguments.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	cfg, err := parseFlags(args, stdout, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	if err := serveApp(ctx, cfg, stderr); err != nil {
		fmt.Fprintf(stderr, "auditlog: %v\n", err)
		return 1
	}
	return 0
}

// parseFlags reads the command line. It reports errors on stderr itself.
func parseFlags(args []string, stdout, stderr io.Writer) (cfg appConfig, err error) {
	flags := flag.NewFlagSet("auditlog", flag.ContinueOnError)
	flags.StringVar(&cfg.addr, "addr", "127.0.0.1:8080", "`address` to listen on; port 0 takes a free one")
	flags.StringVar(&cfg.db, "db", "auditlog.db", "SQLite `file` of the audit log; it is created if it does not exist")
	flags.DurationVar(&cfg.digest, "digest", time.Minute, "`time` between two digests of the logins")
	flags.BoolVar(&cfg.trace, "trace", false, "print a line for each event: which listeners received it, and which did not")
	flags.BoolVar(&cfg.payloads, "admin-payloads", false, "show the values of events on /admin/events, except passwords and other secrets")
	flags.SetOutput(io.Discard) // otherwise a mistake prints all flags
	flags.Usage = func() {}
	err = flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		flags.SetOutput(stdout)
		fmt.Fprint(stdout, manual)
		flags.PrintDefaults()
		return cfg, err
	case err == nil && flags.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case err == nil && cfg.digest <= 0:
		err = fmt.Errorf("-digest %v is not a positive time", cfg.digest)
	}
	if err != nil {
		fmt.Fprintf(stderr, "auditlog: %v; see auditlog -h\n", err)
	}
	return cfg, err
}
