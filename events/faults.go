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

// maxFaults is how many distinct faults are kept: names and sources may come
// from outside, and must not fill the memory.
const maxFaults = 1000

// A ContractFault is a [ContractError] as ContractFaults shows it: with how
// often it was met, and when first.
type ContractFault struct {
	ContractError
	Count uint64    `json:"count"`
	First time.Time `json:"first"`
}

// ContractFaults returns what was found to disagree: emits with declarations,
// expectations with declarations, declarations with generated code. They are
// sorted by topic, source, listener and field, and a copy. At most 1,000 are
// kept; ContractFaultsDropped says how often another one was met.
func (b *Bus) ContractFaults() []ContractFault {
	s := &b.state().catalog.faults
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []ContractFault{}
	for _, f := range s.of {
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

// ContractFaultsDropped counts the faults that found 1,000 others kept.
func (b *Bus) ContractFaultsDropped() uint64 {
	s := &b.state().catalog.faults
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dropped
}

// faults are those of one bus.
type faults struct {
	mu      sync.Mutex
	of      map[faultKey]*ContractFault
	dropped uint64
}

// A faultKey tells faults apart. Of a field it has the declared part, and of
// what was found the type alone: places inside and values may be without number.
type faultKey struct {
	topic, source, listener, field, want, have string
	undeclared, stale                          bool
}

// A breach is a fault on its way to where faults are kept.
type breach struct {
	ContractError
	at string // the declared field, where Field is a place inside it
}

func (f *breach) key() faultKey {
	have, _, _ := strings.Cut(f.Have, " ")
	return faultKey{f.Topic, f.Source, f.Listener, cmp.Or(f.at, f.Field), f.Want, have, f.Undeclared, f.Stale}
}

// note counts a fault. It returns the error as it was met first, and whether
// that is now; complete then looks up what is costly.
func (s *faults) note(f breach, complete func(*ContractError)) (_ *ContractError, first bool) {
	key := f.key()
	if old, full := s.again(key); old != nil || full {
		return cmp.Or(old, &f.ContractError), false
	}
	complete(&f.ContractError)
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, full := s.counted(key); old != nil || full { // by another goroutine meanwhile
		return cmp.Or(old, &f.ContractError), false
	}
	if s.of == nil {
		s.of = map[faultKey]*ContractFault{}
	}
	s.of[key] = &ContractFault{f.ContractError, 1, time.Now()}
	return &f.ContractError, true
}

func (s *faults) again(key faultKey) (old *ContractError, full bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counted(key)
}

// counted counts a fault that is kept, or one that finds no room.
func (s *faults) counted(key faultKey) (old *ContractError, full bool) {
	if f := s.of[key]; f != nil {
		f.Count++
		err := f.ContractError
		return &err, false
	}
	if len(s.of) < maxFaults {
		return nil, false
	}
	s.dropped++
	return nil, true
}

// tell hands a fault to the error handler of the view that met it, else to that
// of the bus, else to the log. Like a failure, it goes to the log alone where an
// error handler's own emit is at fault.
func (b *Bus) tell(ctx context.Context, m mapBody, err *ContractError) {
	h, _ := b.engine().Owner().Extension().(*ErrorHandler)
	if h == nil {
		h = b.state().handler.Load()
	}
	if h == nil || nested(ctx) {
		b.logWarn("events: not as declared", "event", err.Topic, "source", err.Source, "error", err)
		return
	}
	e := event(dispatch.Meta{Name: err.Topic, Source: err.Source, Time: time.Now()}, owned(m))
	out := &ListenerError{Event: err.Topic, Owner: err.Source, Stage: "contract", Err: err}
	b.callErrorHandler(context.WithValue(ctx, reportingKey{}, true), *h, e, ListenerInfo{Flags: []string{}}, out)
}

// ours are the packages between an emit and who asked for it.
var ours = func() []string {
	path := reflect.TypeFor[Bus]().PkgPath()
	module := strings.TrimSuffix(path, "events")
	return []string{path + ".", module + "typed.", module + "internal/dispatch."}
}()

// emitter returns the place that called into the bus.
func emitter() (file string, line int) {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	for {
		f, more := frames.Next()
		if !slices.ContainsFunc(ours, func(p string) bool { return strings.HasPrefix(f.Function, p) }) {
			return f.File, f.Line
		}
		if !more {
			return "", 0
		}
	}
}
