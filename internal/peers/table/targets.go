package table

import "strings"

// What our figures are compared with.
const (
	ours       = "eventbus"
	direct     = "direct"
	directChan = "direct-chan"
	signals    = "signals"
	kelindar   = "kelindar"
	gookit     = "gookit"
)

func ns(c, e string) Ref { return Ref{c, e, "ns/op"} }

func allocs(c, e string) Ref { return Ref{c, e, "allocs/op"} }

// times is a target of Factor × another figure of the same case.
func times(text, c, than string, factor float64) Target {
	return Target{Text: text, Of: ns(c, ours), Factor: factor, To: []Ref{ns(c, than)}}
}

// atMost is a target of a number.
func atMost(text string, of Ref, limit float64) Target {
	return Target{Text: text, Of: of, Add: limit}
}

// Targets are the figures that the bus is to hold.
func Targets() []Target {
	var all []Target
	for _, ts := range [][]Target{emits(), names(), emitsWithTime(), fields(), async(), changes(), memory()} {
		all = append(all, ts...)
	}
	return all
}

func emits() []Target {
	return []Target{
		times("typed emit, 1 sync listener: ≤ 2.5 × `direct`", "emit-1", direct, 2.5),
		times("10 listeners: ≤ 1.7 × `direct`", "emit-10", direct, 1.7),
		times("100 listeners: ≤ 1.25 × `direct`", "emit-100", direct, 1.25),
		times("1 listener: ≤ 1.5 × signals", "emit-1", signals, 1.5),
		times("10 listeners: ≤ 1.0 × signals", "emit-10", signals, 1),
		times("100 listeners: ≤ 1.0 × signals", "emit-100", signals, 1),
		atMost("1 listener: 0 allocations", allocs("emit-1", ours), 0),
		atMost("10 listeners: 0 allocations", allocs("emit-10", ours), 0),
		atMost("100 listeners: 0 allocations", allocs("emit-100", ours), 0),
		times("10 listeners, emitters on both cores: ≤ 2 × `direct`", "parallel-10", direct, 2),
		{Text: "two cores faster than one", Of: ns("parallel-10", ours), Factor: 1, To: []Ref{ns("emit-10", ours)}},
	}
}

func names() []Target {
	var all []Target
	for _, n := range []string{"1", "10", "100"} {
		for _, others := range []string{"10,000", "1,000,000"} {
			all = append(all, Target{
				Text:   "typed emit, sync listeners: " + n + ", beside " + others + " other names: within 10 %",
				Of:     ns("emit-"+n+"-names-"+strings.ReplaceAll(others, ",", ""), ours),
				Factor: 1.1, To: []Ref{ns("emit-"+n, ours)},
			})
		}
	}
	return append(all, Target{
		Text: "namespace listener among 100 others: ≤ 1.3 × an exact one",
		Of:   ns("namespace-of-100", ours), Factor: 1.3, To: []Ref{ns("exact-of-100", ours)},
	})
}

func emitsWithTime() []Target {
	now := ns("onevent-1", "time.Now")
	return []Target{
		{Text: "`OnEvent`, 1 listener: ≤ `time.Now` + 25 ns", Of: ns("onevent-1", ours), Factor: 1, To: []Ref{now}, Add: 25},
		atMost("`OnEvent`: 0 allocations", allocs("onevent-1", ours), 0),
		{
			Text: "untyped emit of a ready map: ≤ `time.Now` + 60 ns + one copy of the map",
			Of:   ns("untyped-ready", ours), Factor: 1, To: []Ref{now, ns("untyped-ready", "maps.Clone")}, Add: 60,
		},
		times("untyped emit of a map of 4 fields built for it: ≤ 0.8 × gookit", "untyped-built", gookit, 0.8),
	}
}

func fields() []Target {
	return []Target{
		atMost("`Field` in 1 untyped listener of a typed emit: ≤ 1 allocation", allocs("untyped-listeners-1", "Field"), 1),
		atMost("`Field` in 10: ≤ 1 allocation", allocs("untyped-listeners-10", "Field"), 1),
		atMost("`Get` in 1: ≤ 2 allocations", allocs("untyped-listeners-1", "Get"), 2),
		atMost("`Get` in 10: ≤ 11 allocations", allocs("untyped-listeners-10", "Get"), 11),
	}
}

func async() []Target {
	return []Target{
		times("async 1 → 1, all delivered: ≤ 1.0 × kelindar", "async-1x1", kelindar, 1),
		times("async 1 → 1: ≤ 1.0 × a buffered channel", "async-1x1", directChan, 1),
		atMost("async 1 → 1, context without `Done`: 0 allocations", allocs("async-1x1", ours), 0),
		atMost("async 1 → 1, context with `Done`: ≤ 1 allocation", allocs("async-1x1", "eventbus-done"), 1),
		atMost("to an idle async listener: ≤ 2 µs", Ref{"latency", ours, "ns/latency"}, 2000),
		times("async 1 → 10: ≤ 1.0 × kelindar", "async-1x10", kelindar, 1),
	}
}

func changes() []Target {
	return []Target{
		times("on + off beside 10 listeners: ≤ 1.0 × signals", "onoff-10", signals, 1),
		times("on + off beside 10,000: ≤ 1.0 × signals", "onoff-10000", signals, 1),
		atMost("100,000 listeners on one name, add, emit, remove all: ≤ 0.3 s", ns("listeners-100000", ours), 0.3e9),
		times("on/off churn while the other core emits to 10: ≤ 1.0 × signals", "churn-10", signals, 1),
	}
}

func memory() []Target {
	return []Target{
		atMost("idle name with one listener: ≤ 300 B", Ref{"idle-names-10000", ours, "B/name"}, 300),
		atMost("1,000,000 names: ≤ 400 MB", Ref{"idle-names-1000000", ours, "MB"}, 400),
	}
}
