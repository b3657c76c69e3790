package mutants_test

// Bugs in a round: who is called, how often, and what a failure does.
var rounds = []mutant{
	{
		"whoever finds a once-listener on gets it, whether or not another was first",
		"internal/dispatch/off.go", "func (l *Listener) spend(",
		"first := !l.off.Load()", "first := true",
		"./events TestB13_OnceInAMillionRaces/predicate",
	},
	{
		"a predicate that says no uses the once up",
		"internal/dispatch/deliver.go", "func (r *round) admits(",
		"if !yes {", "if !yes { l.spend()",
		"./events TestB15_WhatUsesAOnceUp",
	},
	{
		"an event that does not convert uses the once up",
		"internal/dispatch/deliver.go", "func (r *round) claims(",
		"err != nil {", "err != nil && (l.spend() || l != nil) {",
		"./typed TestMismatchDoesNotUseUpOnce",
	},
	{
		"the key is asked for when the once is used up",
		"internal/dispatch/deliver.go", "func (r *round) claims(",
		"\tif x.Key != nil {\n", "\tif l.spend(); x.Key != nil {\n",
		"./events TestB15_AKeyThatPanicsDoesNotUseOnceUp",
	},
	{
		"a predicate that panics says yes",
		"internal/dispatch/deliver.go", "func predicate(",
		"return x.Predicate(m, body)", "return func() (yes bool) { yes = true; defer func() { _ = recover() }(); return x.Predicate(m, body) }()",
		"./events TestB17_PredicatePanicCountsAsNo",
	},
	{
		"of two predicates the later one decides",
		"events/option.go", "",
		"(before == nil || before(m, b)) && p(", "(before == nil || before != nil) && p(",
		"./events TestSeveralPredicatesMustAllSayYes",
	},
	{
		"a listener whose context has ended is called",
		"internal/dispatch/deliver.go", "",
		"if isClosed(x.until) {", "if r == nil {",
		"./events TestB19_UntilHearsNothingAfterCancel",
	},
	{
		"no recover around plain handlers",
		"internal/dispatch/emit.go", "func fast[",
		"recover()", "any(nil)",
		"./events TestFaultsOnTheFastPath/panic",
	},
	{
		"no recover around other handlers",
		"internal/dispatch/round.go", "func (r *round) loop(",
		"v := recover()", "v := any(nil)",
		"./events TestFaultMatrix/panic_in_sync",
	},
	{
		"Goexit ends the round",
		"internal/dispatch/round.go", "func (r *round) loop(",
		"_ = r.rest()", "r.over = true",
		"./events TestFaultMatrix/Goexit_in_sync",
	},
	{
		"Goexit in a plain handler ends the round",
		"internal/dispatch/emit.go", "func fast[",
		"err = resume(t, at, ctx, b, k, hidden(p), began, turn, err, recover())", "if v := recover(); v != nil || turn >= returned {\n\t\t\t\terr = resume(t, at, ctx, b, k, hidden(p), began, turn, err, v)\n\t\t\t}",
		"./events TestFaultsOnTheFastPath/Goexit",
	},
	{
		"Goexit with a deferred function that panics loses the rest of the round",
		"internal/dispatch/round.go", "func (r *round) rest(",
		"if !r.over {", "if r == nil {",
		"./events TestB24_GoexitWithDeferredFunctionsThatFail",
	},
	{
		"a handler's error ends the round",
		"internal/dispatch/deliver.go", "func (r *round) ended(",
		"r.failed(l, stageOf(err), unwrapped(err))", "r.failed(l, stageOf(err), unwrapped(err))\n\t\tr.turn = len(r.table.entries)",
		"./events TestFaultMatrix/error_in_sync",
	},
	{
		"a handler's panic ends the round",
		"internal/dispatch/outcome.go", "func (r *round) reportFailure(",
		"r.failed(l, cmp.Or(stage, StageHandler), failure)", "r.failed(l, cmp.Or(stage, StageHandler), failure)\n\tr.turn = len(r.table.entries)",
		"./events TestFaultMatrix/panic_in_sync",
	},
	{
		"a plain handler's error goes to the emitter, and no further",
		"internal/dispatch/emit.go", "func fast[",
		"\t\t\tturn += returned\n\t\t\treturn failure", "\t\t\tturn = over\n\t\t\treturn failure",
		"./events TestFaultsOnTheFastPath/error",
	},
	{
		"ErrGoexit that a handler returns is taken for a Goexit",
		"internal/dispatch/emit.go", "func fast[",
		"turn += returned\n\t\t\treturn failure", "if failure != ErrGoexit {\n\t\t\t\tturn += returned\n\t\t\t}\n\t\t\treturn failure",
		"./events TestFaultsOnTheFastPath/ErrGoexit",
	},
	{
		"an error handler that panics is not caught",
		"events/report.go", "func (b *Bus) callErrorHandler(",
		"recover()", "any(nil)",
		"./events TestB26_ErrorHandlerPanics",
	},
	{
		"an error handler is told of what fails in its own emits",
		"events/report.go", "",
		"h == nil || nested(ctx)", "h == nil",
		"./events TestB27_ErrorHandlerEmits",
	},
	{
		"a listener that is taken off on the way is called",
		"internal/dispatch/round.go", "func (r *round) loop(",
		"!r.skips(l)", "r != nil",
		"./events TestB06_RemovedListenerIsNotCalled",
	},
	{
		"a plain listener that is taken off on the way is called",
		"internal/dispatch/emit.go", "func fast[",
<<<<<<< HEAD
		"failure != nil || limit.Load() < 0 {", "failure != nil || limit == nil {",
		"./events TestFaultMatrix/off_next_in_typed",
=======
		"if at.limit.Load() < 0 {\n\t\t\tturn", "if t == nil {\n\t\t\tturn",
		"./events TestFaultsOnTheFastPath/off_next",
>>>>>>> mutants
	},
	{
		"a listener that was passed over counts as called",
		"internal/dispatch/deliver.go", "func (r *round) passOver(",
		"skipped.Add(1)", "skipped.Add(0)",
		"./events TestFaultMatrix/off_next_in_sync",
	},
	{
		"EmitWait forgets what asynchronous listeners failed with",
		"internal/dispatch/outcome.go", "",
		"r.errs = append(r.errs, failures...)", "_ = failures",
		"./events TestB21_EmitWaitJoinsFailures",
	},
	{
		"EmitWait does not say that a policy dropped the event",
		"internal/dispatch/outcome.go", "func (r *round) queued(",
		"r.errs = append(r.errs, r.described(l, StageQueue, ErrDropped))", "_ = l",
		"./events TestEmitWaitTellsOfWhatAPolicyDrops/DropNewest",
	},
	{
		"an error handler that emits waits for room",
		"internal/dispatch/outcome.go", "func (r *round) report(",
		"err = l.fail(r.ctx, Failure{Meta: r.meta, Body: body, Stage: stage, Err: err})", "ctx, f, done := r.ctx, Failure{Meta: r.meta, Body: body, Stage: stage, Err: err}, make(chan struct{})\n\tgo func() { defer close(done); err = l.fail(ctx, f) }()\n\t<-done",
		"./events TestB36_AListenerThatEmitsNeverBlocks",
	},
	{
		"the report of a failure has the time of the failure",
		"internal/dispatch/deliver.go", "func (r *round) general(",
		"time.Unix(0, r.began)", "time.Now()",
		"./events TestReportHasTheEventAsEmitted",
	},
	{
		"the report of a failure has the view's owner for From's source",
		"internal/dispatch/round.go", "func (r *round) prepare(",
		"cmp.Or(r.how.Source, r.bus.owner.name)", "r.bus.owner.name",
		"./events TestReportHasTheEventAsEmitted",
	},
	{
		"the trace does not show a failure",
		"internal/dispatch/trace.go", "func (r *round) noted(",
		"if r.trace != nil {", "if r.trace != nil && cause == nil {",
		"./events TestTrace",
	},
	{
		"a refused emit is not observed",
		"internal/dispatch/outcome.go", "func (r *round) refusedWith(",
		"c.hooks.Observed(refused)", "_ = refused",
		"./events TestObserveTellsOfARefusedEmit",
	},
	{
		"a refused emit is not traced",
		"internal/dispatch/outcome.go", "func (r *round) refusedWith(",
		"c.hooks.Traced(refused)", "_ = refused",
		"./events TestTraceTellsOfARefusedEmit",
	},
	{
		"an emit that a contract refuses is not observed",
		"internal/dispatch/emit.go", "func Emit(",
		"return r.refusedWith(t, p, err)", "return err",
		"./events TestObserveTellsOfARefusedEmit",
	},
	{
		"a relay does not join the emit that it relays",
		"internal/dispatch/emit.go", "func Relay[",
		"r.ctx, r.wait, r.relayed, r.how.Wait = outer.ctx, outer.wait, true, true", "_ = outer",
		"./typed TestForwardedEmitWaitWaitsAndTells",
	},
	{
		"a relay forgets what its listeners failed with",
		"internal/dispatch/outcome.go", "func (r *round) finish(",
		"r.wait.addErrors(r.errs)", "_ = r.wait",
		"./typed TestForwardedEmitWaitWaitsAndTells",
	},
	{
		"an asynchronous relay does not join the emit that it relays",
		"internal/dispatch/worker.go", "func (q *queue) callRelay(",
		"if j.it.extra != nil &&", "if j.it == nil &&",
		"./typed TestForwardedEmitWaitThroughAQueue",
	},
	{
		"a recursion goes one deeper",
		"internal/dispatch/look.go", "",
		"s.rounds >= c.limits.Depth", "s.rounds > c.limits.Depth",
		"./events TestB28_MaxDepth",
	},
	{
		"no look at the stack for the depth",
		"internal/dispatch/look.go", "func (c *Core) look(",
		"if s.rounds >= c.limits.Depth {", "if s.rounds >= c.limits.Depth && limit > limitLook {",
		"./events TestB28_MaxDepthIsExact",
	},
	{
		"no look at the stack in a new table",
<<<<<<< HEAD
		"internal/dispatch/look.go", "func (c *Core) awaken(",
		"out+inside >= young", "out+inside > 0",
=======
		"internal/dispatch/table.go", "func (c *Core) install(",
		"s.table.Store(t)", "t.gate.setLimit(c.calm())\n\ts.table.Store(t)",
>>>>>>> mutants
		"./events TestB28_RecursionThatChangesItsListeners",
	},
	{
		"more rounds are let in without a look than a circle of 16 names piles up",
		"internal/dispatch/table.go", "func (c *Core) calm(",
		"c.limits.Depth/16", "c.limits.Depth/2",
		"./events TestB28_MaxDepthIsExact",
	},
	{
		"rounds that go on in retired tables are forgotten by the look",
		"internal/dispatch/look.go", "func (c *Core) awaken(",
		"c.calm()-c.roundsLeaving(t.slot)", "c.calm()",
		"./events TestB28_RecursionThatWarmsTheTablesThatItChanges",
	},
	{
		"an event that was queued counts as a call that went well",
		"internal/dispatch/outcome.go", "func (r *round) queued(",
		`r.remark(l, "queued")`, "r.remark(l, \"queued\")\n\t\tx.succeeded()",
		"./events TestB32_EveryFailureOfACallCounts",
	},
	{
		"what a disabled listener's queue held is forgotten",
		"internal/dispatch/worker.go", "func (q *queue) skip(",
		"q.lose(j.it, j.meta)", "_ = q.lose",
		"./events TestB32_WhatIsQueuedIsDropped",
	},
	{
		"a success does not begin a new row of failures",
		"internal/dispatch/breaker.go", "",
		"if x.breaker.inARow.Load() != 0 {", "if x.breaker.inARow.Load() != 0 && x.Failures == 0 {",
		"./events TestB32_DisableAfterFailuresInARow",
	},
}
