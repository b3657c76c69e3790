package events

import (
	"cmp"
	"context"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fastpluggy/eventbus/internal/dispatch"
)

// maxFaults is how many distinct faults are kept: names and sources may come from
// outside, and must not fill the memory.
const maxFaults = 1000

// A ContractFault is a [ContractError] as ContractFaults returns it: with how often
// and when it was first met.
type ContractFault struct {
	ContractError
	Count uint64    `json:"count"`
	First time.Time `json:"first"`
}

// ContractFaults returns the faults of contract: emits, events that listeners
// listen for, and generated code that do not match a declaration. They are sorted
// by topic, source, listener and field, and a copy. At most 1,000 are kept;
// ContractFaultsDropped counts the others.
func (b *Bus) ContractFaults() []ContractFault {
	s := &b.state().catalog.faults
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []ContractFault{}
	for _, f := range s.kept {
		out = append(out, *f)
	}
	slices.SortFunc(out, func(x, y ContractFault) int {
		return cmp.Or(
			cmp.Compare(x.Topic, y.Topic), cmp.Compare(x.Source, y.Source), cmp.Compare(x.Listener, y.Listener),
			cmp.Compare(x.Field, y.Field), cmp.Compare(x.Want, y.Want), cmp.Compare(x.Have, y.Have),
		)
	})
	return out
}

// ContractFaultsDropped counts the faults that were met when 1,000 others were
// kept.
func (b *Bus) ContractFaultsDropped() uint64 {
	s := &b.state().catalog.faults
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dropped
}

// faultList keeps the faults of one bus.
type faultList struct {
	mu      sync.Mutex
	kept    map[faultKey]*ContractFault
	dropped uint64
}

// A faultKey identifies a fault. It has the declared field, not the path inside its
// value, and the type found, not the value, so that the number of keys stays
// bounded.
type faultKey struct {
	topic, source, listener, field, want, have string
	undeclared, stale                          bool
}

// A pendingFault is a fault that has not been recorded yet.
type pendingFault struct {
	ContractError
	declaredField string // the declared field, if Field is a path inside it
}

func (f *pendingFault) key() faultKey {
	have, _, _ := strings.Cut(f.Have, " ")
	return faultKey{f.Topic, f.Source, f.Listener, cmp.Or(f.declaredField, f.Field), f.Want, have, f.Undeclared, f.Stale}
}

// recordFault counts a fault. It returns the error as it was first met, and whether
// that is now; only then is complete called, which looks up what is expensive.
func (s *faultList) recordFault(f pendingFault, complete func(*ContractError)) (_ *ContractError, first bool) {
	key := f.key()
	if old, full := s.countKnown(key); old != nil || full {
		return cmp.Or(old, &f.ContractError), false
	}
	complete(&f.ContractError)
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, full := s.countKnownLocked(key); old != nil || full { // recorded by another goroutine during complete
		return cmp.Or(old, &f.ContractError), false
	}
	if s.kept == nil {
		s.kept = map[faultKey]*ContractFault{}
	}
	s.kept[key] = &ContractFault{f.ContractError, 1, time.Now()}
	return &f.ContractError, true
}

func (s *faultList) countKnown(key faultKey) (old *ContractError, full bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.countKnownLocked(key)
}

// countKnownLocked counts a fault that is kept, or one for which there is no room.
func (s *faultList) countKnownLocked(key faultKey) (old *ContractError, full bool) {
	if f := s.kept[key]; f != nil {
		f.Count++
		err := f.ContractError
		return &err, false
	}
	if len(s.kept) < maxFaults {
		return nil, false
	}
	s.dropped++
	return nil, true
}

// reportFault passes a fault to the error handler of the view that met it,
// otherwise to that of the bus, otherwise to the log. Like a failure, it is only
// logged if it comes from an error handler's own emit.
func (b *Bus) reportFault(ctx context.Context, m mapBody, err *ContractError) {
	h, _ := b.engine().Owner().Extension().(*ErrorHandler)
	if h == nil {
		h = b.state().handler.Load()
	}
	if h == nil || inErrorHandler(ctx) {
		b.logWarn("events: event does not match its declaration", "event", err.Topic, "source", err.Source, "error", err)
		return
	}
	e := newEvent(dispatch.Meta{Name: err.Topic, Source: err.Source, Time: time.Now()}, ownedCopy(m))
	out := &ListenerError{Event: err.Topic, Owner: err.Source, Stage: "contract", Err: err}
	b.callErrorHandler(context.WithValue(ctx, reportingKey{}, true), *h, e, ListenerInfo{Flags: []string{}}, out)
}

// libraryPackages are the packages between the caller of an emit and the check.
var libraryPackages = func() []string {
	path := reflect.TypeFor[Bus]().PkgPath()
	module := strings.TrimSuffix(path, "events")
	return []string{path + ".", module + "typed.", module + "internal/dispatch."}
}()

// emitPlace returns the file and line that called into the bus.
func emitPlace() (file string, line int) {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	for {
		f, more := frames.Next()
		if !slices.ContainsFunc(libraryPackages, func(p string) bool { return strings.HasPrefix(f.Function, p) }) {
			return f.File, f.Line
		}
		if !more {
			return "", 0
		}
	}
}
