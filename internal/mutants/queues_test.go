package mutants_test

// Bugs in queues and their workers.
var queues = []mutant{
	{
		"DropOldest drops the newest",
		"internal/dispatch/full.go", "func (q *Queue[P]) overflow(",
		"\n\t\tq.dropOldest()\n", "\n\t\tq.dropped++\n\t\treturn true, nil\n",
		"./events TestB34_EachPolicyDropsItsOwn/DropOldest",
	},
	{
		"Latest keeps two",
		"internal/dispatch/queue.go", "",
		"q.bound = 1", "q.bound = 2",
		"./events TestB34_EachPolicyDropsItsOwn/Latest",
	},
	{
		"what is dropped for a newer event is not counted",
		"internal/dispatch/queue.go", "func (q *Queue[P]) dropOldest(",
		"q.dropped++", "",
		"./events TestB34_EachPolicyDropsItsOwn/DropOldest",
	},
	{
		"what DropNewest drops is not counted",
		"internal/dispatch/full.go", "func (q *Queue[P]) overflow(",
		"q.dropped++", "",
		"./events TestB34_EachPolicyDropsItsOwn/DropNewest",
	},
	{
		"who waited last for room is let in first",
		"internal/dispatch/full.go", "",
		"q.waiting = append(q.waiting, w)", "q.waiting = slices.Insert(q.waiting, 0, w)",
		"./events TestB34_PoliciesFollowTheModel",
	},
	{
		"who waits for room waits for ever",
		"internal/dispatch/full.go", "func (q *Queue[P]) await(",
		"<-wait.Done():", "<-context.Background().Done():",
		"./events TestB33_QueuesAreBounded",
	},
	{
		"a listener that emits waits for room",
		"internal/dispatch/full.go", "",
		"len(f.at) > 1 || f.unknown", "len(f.at) > 1_000 || f.unknown",
		"./events TestB36_AListenerThatEmitsNeverBlocks",
	},
	{
		"no ceiling",
		"internal/dispatch/full.go", "",
		"q.tally() >= c.limits.Ceiling", "q.tally() < 0",
		"./events TestB36_TheCeiling",
	},
	{
		"no recover around an asynchronous handler",
		"internal/dispatch/worker.go", "",
		"recover()", "any(nil)",
		"./events TestFaultMatrix/panic_in_async",
	},
	{
		"Goexit ends the worker, and no other comes",
		"internal/dispatch/worker.go", "",
		"if ends {", "if ends && q == nil {",
		"./events TestFaultMatrix/Goexit_in_async",
	},
	{
		"a call does not leave its lane",
		"internal/dispatch/worker.go", "",
		"q.leaveLane(on)", "_ = on",
		"./events TestB33_KeyedKeepsTheOrderOfAKey",
	},
	{
		"two calls work on one lane",
		"internal/dispatch/lanes.go", "",
		"l.busy = true", "l.busy = false",
		"./events TestB33_KeyedKeepsTheOrderOfAKey",
	},
	{
		"an asynchronous listener's emits wait as its emitter's did",
		"internal/dispatch/wait.go", "",
		"blockingKey{}, false", "blockingKey{}, true",
		"./events TestB37_AsyncContext",
	},
	{
		"the end of a request reaches asynchronous listeners",
		"internal/dispatch/wait.go", "",
		"ctx = context.WithoutCancel(ctx)", "_ = ctx",
		"./events TestB37_AsyncContext",
	},
}
