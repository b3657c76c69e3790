package table

// asyncTargets returns the figures of asynchronous listeners.
func asyncTargets() []Target {
	toIdle := Ref{"latency", ours, "ns/latency"}
	return []Target{
		withoutAllocs(multipleOf("asynchronous 1 → 1, all delivered", "async-1x1", kelindar, 1)),
		multipleOf("… 1 → 1", "async-1x1", directChan, 1),
		atMost("… 1 → 1, in a context that can end", allocsOf("async-1x1", "eventbus-done"), 1),
		multipleOf("… 1 → 10", "async-1x10", kelindar, 1),
		atMost("… to an idle listener", toIdle, 2000),
		{
			Text: "keyed, dropping the oldest, after 20,000 keys", Of: nsOf("keyed-drop-20000", ours),
			Factor: 2, To: []Ref{nsOf("keyed-drop-20000", "eventbus-16-keys")}, Than: "after 16",
		},
		atMost("… memory for a key that has passed", Ref{"keyed-drop-20000", ours, "B/key"}, 20),
	}
}

// waitTargets returns the figures of calls that wait, outside listeners.
func waitTargets() []Target {
	return []Target{
		{
			Text: "`EmitWait` to 1 asynchronous listener", Of: nsOf("emitwait", ours),
			Add: 2000,
		},
		{
			Text: "… beside a channel there and one back", Of: nsOf("emitwait", ours),
			To: []Ref{nsOf("emitwait", directChan)}, NoGoal: true,
		},
		atMost("`Drain` of an idle bus", nsOf("drain-idle", ours), 1000),
		atMost("`OffWait` of an idle listener", Ref{"offwait-idle", ours, "ns/offwait"}, 1000),
		atMost("32,000 `OffWait`s at once, nothing is running", nsOf("offwaits-32000", ours), 0.5e9),
		atMost("32,000 `OffWait`s at once, an emit is running", nsOf("offwaits-32000", "eventbus-running"), 0.5e9),
		{
			Text: "on, emit, `OffWait` while 4,000 wait on another bus", Of: nsOf("beside-waiters-4000", ours),
			Factor: 1.5, To: []Ref{nsOf("beside-waiters-4000", "eventbus-alone")}, Than: "while no call waits",
		},
	}
}

// churnTargets returns the figures of listeners that come and go.
func churnTargets() []Target {
	return []Target{
		multipleOf("on + off beside 10 listeners", "onoff-10", signals, 1),
		multipleOf("on + off beside 10,000", "onoff-10000", signals, 1),
		atMost("100,000 listeners on one name: add, emit, remove all", nsOf("listeners-100000", ours), 0.3e9),
		multipleOf("emit to 10 while the other core adds and removes", "churn-10", signals, 1),
	}
}

// introspectionTargets returns the figures of introspection.
func introspectionTargets() []Target {
	return []Target{
		{
			Text: "longest stop of an emit while `Listeners` lists 300,000", Of: Ref{"listing-300000", ours, "ns/stop"},
			To: []Ref{{"listing-300000", "make", "ns/stop"}}, Than: "while such a list is made by hand", NoGoal: true,
		},
		{
			Text: "`Listeners` with 300,000", Of: nsOf("listing-300000", ours),
			To: []Ref{nsOf("listing-300000", "make")}, Than: "by hand", NoGoal: true,
		},
		{Text: "`HasListeners` of a topic", Of: nsOf("has-listeners", ours), NoGoal: true, IfThere: true},
		{Text: "`HasListeners` of a name", Of: nsOf("has-listeners", "eventbus-name"), NoGoal: true, IfThere: true},
		{
			Text: "`Subscription.Info` with 100,000 listeners", Of: nsOf("info-100000", ours),
			To: []Ref{nsOf("info-100000", "eventbus-alone")}, Than: "with 1", NoGoal: true,
		},
	}
}

// memoryTargets returns the figures of names without emits.
func memoryTargets() []Target {
	return []Target{
		atMost("idle name with one listener", Ref{"idle-names-10000", ours, "B/name"}, 300),
		atMost("1,000,000 names", Ref{"idle-names-1000000", ours, "MB"}, 400),
	}
}

// bloatTargets returns the figures of a program's payload types.
func bloatTargets() []Target {
	return []Target{
		atMost("stripped program, each payload type", Ref{"bloat", ours, "B/type"}, 25_000),
		{
			Text: "… its functions", Of: Ref{"bloat", ours, "functions/type"},
			To: []Ref{{"bloat", "by-hand", "functions/type"}}, Than: "without the bus", NoGoal: true,
		},
		{Text: "… each of the types 52 to 101", Of: Ref{"bloat", ours, "B/further-type"}, NoGoal: true, IfThere: true},
		atMost("… building 51 types, the library being built", Ref{"bloat", ours, "ns/build-51"}, 8e9),
		{
			Text: "… the same in time of all cores", Of: Ref{"bloat", ours, "ns/compute-51"},
			To: []Ref{{"bloat", "by-hand", "ns/compute-51"}}, Than: "without the bus", NoGoal: true,
		},
	}
}
