package mutants_test

// Bugs in waiting, closing, and the watch for slow calls.
var waits = []mutant{
	{
		"Drain does not look at queues",
		"internal/dispatch/drain.go", "func (s share) eventsQueued(",
		"!q.idle()", "q == nil",
		"./events TestB39_DrainWaitsForQueuedAndRunning",
	},
	{
		"Drain does not look at calls that run",
		"internal/dispatch/drain.go", "func (s share) hop(",
		"w.wait(ctx, s.roundsInside())", "w.wait(ctx, nil)",
		"./events TestB42_DrainAfterGoexitWaitsForOthers",
	},
	{
		"Drain does not wait for what listeners emit",
		"internal/dispatch/drain.go", "func (s share) drain(",
		"if c.consequences.Load() == before && (hop == 0 || c.staysQuiet(before)) {", "if c.consequences.Load() >= before {",
		"./events TestB39_DrainWaitsForConsequences",
	},
	{
		"Drain follows what listeners emit without end",
		"internal/dispatch/drain.go", "func (b *Bus) Drain(",
		"maxHops", "endless",
		"./events TestB39_DrainEndsThoughListenersAnswerEachOther",
	},
	{
		"Drain waits for what comes from outside",
		"internal/dispatch/look.go", "func (c *Core) look(",
		"if s.inside() && c.draining.Load() > 0 {", "if c.draining.Load() > 0 {",
		"./events TestB39_DrainWaitsForNobodyWhoComesLater",
	},
	{
		"Drain waits for what a queue gets later",
		"internal/dispatch/wait.go", "func (q *queue) upToNow(",
		"target{queue: q, upTo: q.inserted}", "target{queue: q, upTo: q.inserted, atRest: true}",
		"./events TestDrainEndsUnderASteadyLoad/async_of_",
	},
	{
		"an emit after a long pause is not seen by Drain",
		"internal/dispatch/watch.go", "func (c *Core) lookAtTable(",
		"t.gate.setLimit(limitLook)", "_ = t.gate",
		"./events TestB39_DrainWaitsAfterALongPause",
	},
	{
		"Drain of a view waits for all",
		"internal/dispatch/drain.go", "func (s share) concerns(",
		"slices.Contains(s.owners, l.owner)", "(slices.Contains(s.owners, l.owner) || l.owner != nil)",
		"./events TestB39_DrainOfAView",
	},
	{
		"a wait from outside takes a round that waits itself for one that is over",
		"internal/dispatch/wait.go", "func (t *target) tableDone(",
		"\tif left <= 0 || !w.inside {\n\t\treturn left <= 0\n\t}\n\tcircles.mu.Lock()\n\tdefer circles.mu.Unlock()\n", "\tcircles.mu.Lock()\n\tdefer circles.mu.Unlock()\n\tfor other := range circles.waiters {\n\t\tleft -= other.stack.at(addrOf(t.table))\n\t}\n",
		"./events TestWaitsWaitForAHandlerThatWaits",
	},
	{
		"a wait does not give way to who waits for it",
		"internal/dispatch/circles.go", "func (w *waiter) heldUp(",
		"held > 0 && other.reaches(", "held < 0 && other.reaches(",
		"./events TestB61_CirclesOfWaitsEnd",
	},
	{
		"EmitWait closes a circle of listeners that wait for each other",
<<<<<<< HEAD
		"internal/dispatch/emitwait.go", "func (w *waiter) inCircle(",
		"other.stack.at(t.addr()) > 0", "other.stack.at(t.addr()) < 0",
		"./events TestB61_CirclesOfWaitsEnd",
=======
		"internal/dispatch/emitwait.go", "func (w *emitWait) untilDone(",
		"if me.inCircle() {", "if me == nil {",
		"./events TestSerialEmitWaitClosesNoCircle",
>>>>>>> mutants
	},
	{
		"a wait on a deep stack waits for its own caller",
		"internal/dispatch/wait.go", "func (t *target) tableDone(",
		"w.heldUp(addrOf(t.table)) + w.stack.hiddenOver(t.table)", "w.heldUp(addrOf(t.table))",
		"./events TestWaitsOnADeepStackWait",
	},
	{
		"OffWait does not wait for the queue",
		"internal/dispatch/off.go", "func (c *Core) callsOf(",
		"l.queue != nil && !l.queue.resting()", "l == nil",
		"./events TestB12_OffWaitWaitsForTheCall",
	},
	{
		"OffWait does not wait for calls",
		"internal/dispatch/off.go", "func (c *Core) callsOf(",
		"t.retired() && t.gate.inside() > 0 && t.contains(l)", "t == nil",
		"./events TestB12_OffWaitWaitsForTheCall",
	},
	{
		"Off leaves the queue to be delivered",
		"internal/dispatch/off.go", "",
		"lost = l.queue.discard()", "lost = 0",
		"./events TestOffCountsWhatItDiscards",
	},
	{
		"Close refuses nothing",
		"internal/dispatch/close.go", "func (b *Bus) beginClosing(",
		"b.setState(closing)", "",
		"./events TestB40_CloseOfAViewEndsUnderTraffic",
	},
	{
		"Close refuses what the listeners of accepted events emit",
		"internal/dispatch/look.go", "func (c *Core) look(",
		"state == closing && !c.hasOn(s)", "state == closing",
		"./events TestCloseDeliversConsequences",
	},
	{
		"Close lets those in who emit inside a listener of another bus",
		"internal/dispatch/frames.go", "func (c *Core) hasOn(",
		"for _, m := range s.marks {\n\t\t", "for _, m := range s.marks {\n\t\treturn true\n\t\t",
		"./events TestCloseRefusesListenersOfAnotherBus",
	},
	{
		"a view that closes goes on hearing what others emit",
		"internal/dispatch/deliver.go", "func (r *round) deliver(",
		"if r.table.winding &&", "if r == nil &&",
		"./events TestB40_AViewThatClosesHearsNobodyElse",
	},
	{
		"Close does not say what it leaves undone",
		"internal/dispatch/close.go", "func (s share) takeOff(",
		"abandoned += l.end()", "l.end()",
		"./events TestB40_CloseAtItsDeadlineNamesWhoIsStuck",
	},
	{
		"a wait inside a handler waits for its own caller",
		"internal/dispatch/circles.go", "func (w *waiter) heldUp(",
		"n := w.stack.at(addr)", "n := 0",
		"./events TestB42_WaitsInsideAHandlerEnd",
	},
	{
		"EmitWait inside an asynchronous listener waits for its own queue",
		"internal/dispatch/emitwait.go", "func (w *emitWait) untilDone(",
		"if me.stack.calls > 0 || me.blind() {", "if me.blind() {",
		"./events TestEmitWaitInAnAsyncListener",
	},
	{
		"EmitWait does not wait for what is queued",
		"internal/dispatch/queue.go", "func (q *queue) put(",
		"it.extra.wait.add(q)", "it.extra.wait = nil",
		"./events TestEmitWaitWaits",
	},
	{
		"EmitWait returns nil though the event was discarded",
		"internal/dispatch/emitwait.go", "func (w *emitWait) lost(",
		"l.owner.core.hooks.Described(Failure{Meta: m, Listener: l, Stage: StageQueue, Err: ErrDropped})", "nil",
		"./events TestEmitWaitTellsOfWhatIsDiscarded",
	},
	{
		"a slow asynchronous call is reported twice",
		"internal/dispatch/watch.go", "func (q *queue) lookForSlow(",
		"p.told, since = true, p.since", "since = p.since",
		"./events TestB31_SlowCallIsLoggedOnce/async",
	},
	{
		"a slow call is reported twice",
		"internal/dispatch/watch.go", "func (c *Core) lookAround(",
		"l.told = true", "",
		"./events TestB31_SlowCallIsLoggedOnce/exact",
	},
	{
		"a slow asynchronous call is not seen",
		"internal/dispatch/watch.go", "func (q *queue) lookForSlow(",
		"now.Sub(p.since) >= slow", "now.Sub(p.since) < 0",
		"./events TestB31_SlowCallIsLoggedOnce/async",
	},
	{
		"a slow call is not seen while others go on",
		"internal/dispatch/watch.go", "func (c *Core) lookAtTable(",
		"t.lasting = &lasting{since: now}\n\t\tc.renew(t)", "t.seen = out",
		"./events TestB31_SlowAmongQuick",
	},
	{
		"the first listener is blamed for a slow call",
		"internal/dispatch/blame.go", "func (g goroutine) callIn(",
		"if addrOf(l) == m.mark[0] {", "if addrOf(l) != 0 {",
		"./events TestB31_TheSlowListenerIsBlamed",
	},
	{
		"the first listener is blamed for a slow plain call",
		"internal/dispatch/blame.go", "func (g goroutine) callIn(",
		"maybe = g.byFunction(t, g.at[i])", "maybe = t.entries[:1]",
		"./events TestB31_TheSlowListenerOfAFastEmitIsBlamed",
	},
	{
		"one of two that look alike is blamed for both",
		"internal/dispatch/blame.go", "func (g goroutine) byFunction(",
		"if maybe != nil {\n\t\t\treturn maybe", "if maybe != nil {\n\t\t\treturn maybe[:1]",
		"./events TestB31_TheSlowListenerOfAFastEmitIsBlamed",
	},
	{
		"Until's context ends, and the listener stays",
		"internal/dispatch/subscribe.go", "",
		"<-linked; l.Off()", "<-linked",
		"./events TestB19_UntilTakesOffWithoutAnEmit",
	},
}
