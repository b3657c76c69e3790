package mutants_test

// Bugs in waiting, closing, and the watch for slow calls.
var waits = []mutant{
	{
		"Drain does not look at queues",
		"internal/dispatch/drain.go", "",
		"!q.idle() && !yield(l)", "q == nil && !yield(l)",
		"./events TestB39_DrainWaitsForQueuedAndRunning",
	},
	{
		"Drain does not look at calls that run",
		"internal/dispatch/drain.go", "func (b *Bus) inside(",
		"if b.core.idle(t) {", "if t != nil {",
		"./events TestB42_DrainAfterGoexitWaitsForOthers",
	},
	{
		"Drain of a view waits for all",
		"internal/dispatch/drain.go", "",
		"|| l.owner == b.owner", "|| l.owner != nil",
		"./events TestB39_DrainOfAView",
	},
	{
		"OffWait does not wait for the queue",
		"internal/dispatch/off.go", "",
		"(q == nil || q.idle())", "(q == nil || q != nil)",
		"./events TestB12_OffWaitWaitsForTheCall",
	},
	{
		"OffWait does not wait for calls",
		"internal/dispatch/off.go", "",
		"&& c.roundsOver(l) }", "}",
		"./events TestB12_OffWaitWaitsForTheCall",
	},
	{
		"Off leaves the queue to be delivered",
		"internal/dispatch/off.go", "",
		"lost = q.discard()", "lost = 0",
		"./events TestOffCountsWhatItDiscards",
	},
	{
		"Close refuses nothing",
		"internal/dispatch/close.go", "",
		"b.owner.closed.Store(true)", "b.owner.closed.Store(false)",
		"./events TestB40_CloseOfAViewEndsUnderTraffic",
	},
	{
		"Close does not say what it leaves undone",
		"internal/dispatch/close.go", "func (s share) takeOff(",
		"abandoned += l.release()", "l.release()",
		"./events TestB40_CloseAtItsDeadlineNamesWhoIsStuck",
	},
	{
		"a wait inside a handler waits for its own caller",
		"internal/dispatch/wait.go", "func (c *Core) until(",
		"f.park()", "_ = f.park",
		"./events TestB42_WaitsInsideAHandlerEnd",
	},
	{
		"EmitWait inside an asynchronous listener waits for its own queue",
		"internal/dispatch/wait.go", "",
		"if f.queued || f.unknown {", "if f.unknown {",
		"./events TestEmitWaitInAnAsyncListener",
	},
	{
		"EmitWait does not wait for what is queued",
		"internal/dispatch/queue.go", "",
		"it.wait.add()", "it.wait = nil",
		"./events TestEmitWaitWaits",
	},
	{
		"a slow call is reported twice",
		"internal/dispatch/watch.go", "",
		"p.ticks == turns", "p.ticks >= turns",
		"./events TestB31_SlowCallIsLoggedOnce/async",
	},
	{
		"a slow asynchronous call is not seen",
		"internal/dispatch/watch.go", "",
		"p.ticks == turns", "p.ticks < 0",
		"./events TestB31_SlowCallIsLoggedOnce/async",
	},
	{
		"Until's context ends, and the listener stays",
		"internal/dispatch/subscribe.go", "",
		"<-done; l.Off()", "<-done",
		"./events TestB19_UntilTheContextEnds",
	},
}
