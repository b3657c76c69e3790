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

// patience is how long each step of the end may take.
const patience = 10 * time.Second

// plugins is the whole application. The recorder stands first: the host unloads
// in reverse order, so it hears also the last words of the others.
func plugins(store *audit.Store, cfg config) []host.Plugin {
	return []host.Plugin{
		audit.New(store),
		authuser.New(),
		notify.New(),
		digest.New(cfg.digest),
	}
}

// serve runs the application until ctx ends. It takes the port first, so that a
// second one by mistake does not touch the database.
func serve(ctx context.Context, cfg config, stderr io.Writer) (err error) {
	log := slog.New(slog.NewTextHandler(stderr, nil))
	listener, err := listen(ctx, cfg.addr)
	if err != nil {
		return err
	}
	defer listener.Close() //nolint:errcheck // the server has closed it by then
	store, err := audit.Open(ctx, cfg.db)
	if err != nil {
		return fmt.Errorf("-db: %w", err)
	}
	// The database is the last to go: until the bus is closed there may be
	// events on their way to it.
	defer func() { err = errors.Join(err, store.Close()) }()

	bus := events.New(busOptions(cfg, log, stderr)...)
	plugged := host.New(bus, host.WithLogger(log))
	if err := plugged.Load(ctx, plugins(store, cfg)...); err != nil {
		log.Error("not every plugin has been loaded", "err", err) // the others work
	}
	busPage := admin.Handler(bus, admin.Options{Prefix: busPath, Payloads: cfg.payloads})
	server := newServer(plugged.Handler(), busPage, log)
	log.Info("listening", "url", "http://"+listener.Addr().String()+"/", "db", store.Path())
	err = serveUntil(ctx, server, listener)
	log.Info("ending")
	err = errors.Join(err, end(server, busPage, plugged, bus))
	log.Info("ended")
	return err
}

func busOptions(cfg config, log *slog.Logger, stderr io.Writer) []events.BusOption {
	opts := []events.BusOption{events.WithLogger(log)}
	if cfg.trace {
		opts = append(opts, events.WithTrace(stderr))
	}
	return opts
}

// listen takes the port, or says in one line why not.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("-addr %s is in use: end the program that listens there, or choose another port (0 takes a free one)", addr)
	case err != nil:
		return nil, fmt.Errorf("-addr %s: %w; choose an address of this machine, as in 127.0.0.1:8080", addr, err)
	}
	return listener, nil
}

// busPath is where the page of the bus is. The page itself says who may read it:
// this machine alone, whatever -addr is.
const busPath = "/admin/events"

// newServer returns the server of the plugins' pages, of what they share, and of
// the page of the bus. Its limits are there so that no client can hold a
// connection for ever; the streams of that page have their own.
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

// end stops in the order of the way of an event: no more requests, then the
// plugins, which let their listeners finish, then the bus. The streams of the
// bus's page go first, as a request that never ends would hold up the others.
// Each step has its own time, and is done even where the one before it failed.
func end(server *http.Server, busPage *admin.Page, plugged *host.Host, bus *events.Bus) error {
	busPage.Close()
	err := within(patience, server.Shutdown)
	if err != nil {
		err = errors.Join(fmt.Errorf("requests cut off: %w", err), server.Close())
	}
	return errors.Join(err, within(patience, plugged.Close), within(patience, bus.Close))
}

// within calls f with a context that ends after d.
func within(d time.Duration, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	return f(ctx)
}
