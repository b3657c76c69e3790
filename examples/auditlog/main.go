// Command auditlog is a small web application of four plugins that do not know
// each other: one signs users in, one records what happens to users in a SQLite
// database, one greets, one counts. What joins them is the event bus, and the
// list of plugins in app.go. The bus has a page of its own, at /admin/events.
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

// config is what the command line says.
type config struct {
	addr, db string
	digest   time.Duration
	trace    bool
	payloads bool
}

const manual = `Usage: auditlog [flags]

A web application of plugins that talk over an event bus. Open the address that
it logs, sign in as ada with the password lovelace, and look at /audit; then at
/admin/events, where the bus shows what it does.

  GET  /        home page, with the form
  POST /login   fields username, password, remember
  POST /logout
  GET  /audit   the audit log, newest first, 50 rows at a time; ?before=ID for
                the older ones; JSON where the Accept header asks for it
  GET  /admin/events
                the event bus: who says what, who hears it, what goes wrong, and
                events as they happen; for browsers on this machine alone

Ctrl-C or SIGTERM ends it: running requests are answered, and every event that
was accepted is recorded. A second Ctrl-C ends it at once.

Exit status: 0 after an orderly end, 1 where something failed, 2 for wrong flags.

Flags:
`

func main() {
	// The first signal ends ctx; stop then gives the second its usual effect.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is main with what it touches of the process as arguments.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	cfg, err := parse(args, stdout, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	if err := serve(ctx, cfg, stderr); err != nil {
		fmt.Fprintf(stderr, "auditlog: %v\n", err)
		return 1
	}
	return 0
}

// parse reads the command line. What is wrong with it, it has said on stderr.
func parse(args []string, stdout, stderr io.Writer) (cfg config, err error) {
	flags := flag.NewFlagSet("auditlog", flag.ContinueOnError)
	flags.StringVar(&cfg.addr, "addr", "127.0.0.1:8080", "`address` to listen on; port 0 takes a free one")
	flags.StringVar(&cfg.db, "db", "auditlog.db", "SQLite `file` of the audit log; it is created where there is none")
	flags.DurationVar(&cfg.digest, "digest", time.Minute, "`time` between two digests of the logins")
	flags.BoolVar(&cfg.trace, "trace", false, "print a line for each event: who heard it and who did not")
	flags.BoolVar(&cfg.payloads, "admin-payloads", false, "show what events say on /admin/events, less passwords and the like")
	flags.SetOutput(io.Discard) // else a mistake brings the whole manual
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
