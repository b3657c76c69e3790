package benchmarks

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

// The payloads of 1, 6 and 20 words. The cost of a listener depends on them: one
// word travels in a register, twenty are copied for each call.
type (
	oneWord  struct{ Emitter int }
	sixWords struct {
		Emitter    int
		Name, Mail string
		Remember   bool
	}
	twentyWords struct {
		Emitter                              int
		Name, Mail, Street, Town, Land, Note string
		A, B, C, D, E, F, G                  int64
	}
)

var (
	topicOne    = typed.NewTopic[oneWord]("words.one")
	topicSix    = typed.NewTopic[sixWords]("words.six")
	topicTwenty = typed.NewTopic[twentyWords]("words.twenty")

	valueOne    = oneWord{}
	valueSix    = sixWords{Name: "ada", Mail: "ada@example.com", Remember: true}
	valueTwenty = twentyWords{Name: "ada", Town: "London", Note: "the first", A: 1, G: 7}
)

// wordsCases: typed emits beside a loop over the very same handlers behind an
// atomic pointer. The handlers and the functions that emit are not
// generic, as those of a program are not.
func wordsCases() []Case {
	var cases []Case
	for _, n := range []int{1, 10, 100} {
		cases = append(cases,
			wordsCase(1, n, topicOne, emitOne, loopOne, countOne),
			wordsCase(6, n, topicSix, emitSix, loopSix, countSix),
			wordsCase(20, n, topicTwenty, emitTwenty, loopTwenty, countTwenty),
		)
	}
	return cases
}

// handlers are what a loop by hand loops over.
type handlers[T any] = atomic.Pointer[[]func(context.Context, T) error]

func wordsCase[T any](words, n int, topic *typed.Topic[T], emit func(*events.Bus, int), loop func(*handlers[T], int), counting func(*Counter) func(context.Context, T) error) Case {
	return Case{Name: fmt.Sprintf("words-%d-to-%d", words, n), Entries: []Entry{
		{Name: ours, Run: func(b *testing.B) {
			bus, cs := events.New(), NewCounters(n, 1)
			for _, h := range countingEach(cs, counting) {
				topic.On(bus, h)
			}
			timeEmits(b, cs, func(n int) { emit(bus, n) })
		}},
		{Name: directPeer.Name, Run: func(b *testing.B) {
			cs := NewCounters(n, 1)
			hs := countingEach(cs, counting)
			var fns handlers[T]
			fns.Store(&hs)
			timeEmits(b, cs, func(n int) { loop(&fns, n) })
		}},
	}}
}

func countingEach[T any](cs []*Counter, counting func(*Counter) func(context.Context, T) error) (hs []func(context.Context, T) error) {
	for _, c := range cs {
		hs = append(hs, counting(c))
	}
	return hs
}

// timeEmits measures b.N emits, and counts what arrived.
func timeEmits(b *testing.B, cs []*Counter, emit func(n int)) {
	b.ReportAllocs()
	b.ResetTimer()
	emit(b.N)
	b.StopTimer()
	check(b, cs, b.N)
}
