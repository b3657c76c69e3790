package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/events/admin"
	"github.com/fastpluggy/eventbus/events/host"
	"github.com/fastpluggy/eventbus/examples/auditlog/internal/page"
	"github.com/fastpluggy/eventbus/examples/auditlog/plugins/audit"
	"github.com/fastpluggy/eventbus/examples/auditlog/plugins/authuser"
	"github.com/fastpluggy/eventbus/examples/auditlog/plugins/digest"
	"github.com/fastpluggy/eventbus/examples/auditlog/plugins/notify"
)

// shutdownTimeout limits each step of the shutdown.
const shutdownTimeout = 10 * time.Second

// newPlugins returns the plugins that make up the application. The recorder is
// first: the host unloads in reverse order, so it still records the last events of
// the others.
func newPlugins(store *audit.Store, cfg appConfig) []host.Plugin {
	return []host.Plugin{
		audit.New(store),
		authuser.New(),
		notify.New(),
		digest.New(cfg.digest),
	}
}

// serveApp runs the application until ctx ends. It takes the port first, so that a
// second instance started by mistake does not touch the database.
func serveApp(ctx context.Context, cfg appConfig, stderr io.Writer) (err error) {
	log := slog.New(slog.NewTextHandler(stderr, nil))
	listener, err := listenTCP(ctx, cfg.addr)
	if err != nil {
		return err
	}
	defer listener.Close() //nolint:errcheck // the server has closed it by then
	store, err := audit.Open(ctx, cfg.db)
	if err != nil {
		return fmt.Errorf("-db: %w", err)
	}
	// The database is closed last: until the bus is closed, events may still be
	// on their way to it.
	defer func() { err = errors.Join(err, store.Close()) }()

	bus := events.New(busOptions(cfg, log, stderr)...)
	plugged := host.New(bus, host.WithLogger(log))
	if err := plugged.Load(ctx, newPlugins(store, cfg)...); err != nil {
		log.Error("a plugin could not be loaded", "err", err) // the others work
	}
	busPage := admin.Handler(bus, admin.Options{Prefix: busPath, Payloads: cfg.payloads})
	server := newServer(plugged.Handler(), busPage, log)
	log.Info("listening", "url", "http://"+listener.Addr().String()+"/", "db", store.Path())
	err = serveUntil(ctx, server, listener)
	log.Info("shutting down")
	err = errors.Join(err, shutDown(server, busPage, plugged, bus))
	log.Info("shut down")
	return err
}

func busOptions(cfg appConfig, log *slog.Logger, stderr io.Writer) []events.BusOption {
	opts := []events.BusOption{events.WithLogger(log)}
	if cfg.trace {
		opts = append(opts, events.WithTrace(stderr))
	}
	return opts
}

// listenTCP takes the port. Its error says in one line what to do.
func listenTCP(ctx context.Context, addr string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("-addr %s is in use: stop the program that listens there, or choose another port (0 takes a free one)", addr)
	case err != nil:
		return nil, fmt.Errorf("-addr %s: %w; choose an address of this machine, such as 127.0.0.1:8080", addr, err)
	}
	return listener, nil
}

// busPath is the path of the page of the bus. The page admits only requests from
// this machine, whatever -addr is.
const busPath = "/admin/events"

// newServer returns the HTTP server for the pages of the plugins, their shared
// files, and the page of the bus. Its timeouts keep a client from holding a
// connection forever; the page of the bus sets deadlines of its own for its
// streams.
func newServer(pages, busPage http.Handler, log *slog.Logger) *http.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", page.Static())
	mux.Handle(busPath, busPage)
	mux.Handle(busPath+"/", busPage)
	mux.Handle("/", pages)
	return &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// serveUntil serves until ctx ends, or until the server fails.
func serveUntil(ctx context.Context, server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return nil
	}
}

// shutDown stops in the order in which an event travels: first requests, then the
// plugins, whose listeners finish, then the bus. The streams of the bus's page end
// before that, since a request that never ends would delay the other steps. Each
// step has its own timeout and runs even if the one before it failed.
func shutDown(server *http.Server, busPage *admin.Page, plugged *host.Host, bus *events.Bus) error {
	busPage.Close()
	err := callWithin(shutdownTimeout, server.Shutdown)
	if err != nil {
		err = errors.Join(fmt.Errorf("requests cut off: %w", err), server.Close())
	}
	return errors.Join(err, callWithin(shutdownTimeout, plugged.Close), callWithin(shutdownTimeout, bus.Close))
}

// callWithin calls f with a context that ends after d.
func callWithin(d time.Duration, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	return f(ctx)
}
