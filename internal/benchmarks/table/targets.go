package table

import "strings"

// The entries that our figures are compared with.
const (
	ours       = "eventbus"
	direct     = "direct"
	directChan = "direct-chan"
	signals    = "signals"
	kelindar   = "kelindar"
	gookit     = "gookit"
)

func nsOf(c, e string) Ref { return Ref{c, e, "ns/op"} }

func allocsOf(c, e string) Ref { return Ref{c, e, "allocs/op"} }

// multipleOf returns a target of factor × another figure of the same case.
func multipleOf(text, c, than string, factor float64) Target {
	return Target{Text: text, Of: nsOf(c, ours), Factor: factor, To: []Ref{nsOf(c, than)}}
}

// atMost returns a target of a number.
func atMost(text string, of Ref, limit float64) Target {
	return Target{Text: text, Of: of, Add: limit}
}

// withoutAllocs also wants that nothing is allocated.
func withoutAllocs(t Target) Target { t.NoAlloc = true; return t }

// Targets are the figures that the bus is to hold.
func Targets() []Target {
	var all []Target
	for _, ts := range [][]Target{
		emitTargets(), payloadTargets(), nameTargets(), timeTargets(), fieldTargets(), asyncTargets(), waitTargets(),
		churnTargets(), introspectionTargets(), memoryTargets(), bloatTargets(),
	} {
		all = append(all, ts...)
	}
	return all
}

func emitTargets() []Target {
	return []Target{
		withoutAllocs(multipleOf("typed emit of 5 words to 1 synchronous listener", "emit-1", direct, 2.5)),
		withoutAllocs(multipleOf("… to 10", "emit-10", direct, 1.7)),
		withoutAllocs(multipleOf("… to 100", "emit-100", direct, 1.25)),
		multipleOf("… to 1", "emit-1", signals, 1.5),
		multipleOf("… to 10", "emit-10", signals, 1),
		multipleOf("… to 100", "emit-100", signals, 1),
		withoutAllocs(multipleOf("… to 10, emitters on all cores", "parallel-10", direct, 2)),
		{
			Text: "… to 10, all cores faster than one", Of: nsOf("parallel-10", ours),
			Factor: 1, To: []Ref{nsOf("emit-10", ours)}, Than: "one core",
		},
	}
}

// payloadTargets returns typed emits by the size of the payload.
func payloadTargets() []Target {
	goals := []struct {
		listeners string
		factor    float64
	}{{"1", 2.5}, {"10", 1.7}, {"100", 1.25}}
	var all []Target
	for _, size := range []string{"1", "6", "20"} {
		for _, g := range goals {
			all = append(all, withoutAllocs(multipleOf(
				"typed emit of "+plural(size, "word")+" to "+g.listeners, "words-"+size+"-to-"+g.listeners, direct, g.factor)))
		}
	}
	return all
}

func plural(n, noun string) string {
	if n == "1" {
		return n + " " + noun
	}
	return n + " " + noun + "s"
}

func nameTargets() []Target {
	var all []Target
	for _, n := range []string{"1", "10", "100"} {
		for _, others := range []string{"10,000", "1,000,000"} {
			all = append(all, Target{
				Text:   "typed emit to " + n + ", beside " + others + " other names",
				Of:     nsOf("emit-"+n+"-names-"+strings.ReplaceAll(others, ",", ""), ours),
				Factor: 1.1, To: []Ref{nsOf("emit-"+n, ours)}, Than: "alone",
			})
		}
	}
	return append(all, Target{
		Text: "namespace listener among 100 others", Of: nsOf("namespace-of-100", ours),
		Factor: 1.3, To: []Ref{nsOf("exact-of-100", ours)}, Than: "an exact one",
	})
}

func timeTargets() []Target {
	now := nsOf("onevent-1", "time.Now")
	return []Target{
		withoutAllocs(Target{Text: "`OnEvent`, 1 listener", Of: nsOf("onevent-1", ours), Factor: 1, To: []Ref{now}, Add: 25}),
		{
			Text: "untyped emit of a ready map", Of: nsOf("untyped-ready", ours), Factor: 1, Add: 60,
			To: []Ref{now, nsOf("untyped-ready", "maps.Clone")}, Than: "`time.Now`, one `maps.Clone`",
		},
		multipleOf("untyped emit of a map of 4 fields built for it", "untyped-built", gookit, 0.8),
	}
}

func fieldTargets() []Target {
	return []Target{
		atMost("`Field` in 1 untyped listener of a typed emit", allocsOf("untyped-listeners-1", "Field"), 1),
		atMost("`Field` in 10", allocsOf("untyped-listeners-10", "Field"), 1),
		atMost("`Get` in 1", allocsOf("untyped-listeners-1", "Get"), 2),
		atMost("`Get` in 10", allocsOf("untyped-listeners-10", "Get"), 11),
	}
}
