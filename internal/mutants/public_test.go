package mutants_test

// Bugs in what programs see: payloads, names, declarations, plugins, evgen.
var public = []mutant{
	{
		"listeners share the payload's map",
		"events/payload.go", "",
		"return maps.Clone(map[string]any(m))", "_ = maps.Clone(map[string]any(m)); return m",
		"./events TestB44_EachHasItsOwnMap",
	},
	{
		"listeners share the emitter's map",
		"events/payload.go", "",
		"return maps.Clone(m)", "_ = maps.Clone(m); return p",
		"./events TestB44_EachHasItsOwnMap",
	},
	{
		"a number is cut to the size of its field",
		"internal/convert/number.go", "",
		"if dst.OverflowInt(i) {", "if dst.OverflowInt(0) {",
		"./internal/convert TestNumbersAtTheEdges",
	},
	{
		"a float loses digits",
		"internal/convert/number.go", "",
		"float64(float32(f)) != f &&", "f != f &&",
		"./internal/convert TestNumbersAtTheEdges",
	},
	{
		"a whole number loses its last digits as a float",
		"internal/convert/number.go", "",
		"> room {", "> room+64 {",
		"./internal/convert TestNumbersAtTheEdges",
	},
	{
		"a fraction is cut off",
		"internal/convert/number.go", "",
		"f != math.Trunc(f) ||", "math.Trunc(f) != math.Trunc(f) ||",
		"./internal/convert TestNumbersAtTheEdges",
	},
	{
		"a name may be a byte too long",
		"internal/eventname/fault.go", "",
		"if len(name) > maxName {", "if len(name) > maxName+1 {",
		"./internal/eventname TestEventNames",
	},
	{
		"a name may have a segment too many",
		"internal/eventname/fault.go", "",
		"segment > maxSegments {", "segment > maxSegments+1 {",
		"./internal/eventname TestEventNames",
	},
	{
		"the error handler of a view is everybody's",
		"events/errorhandler.go", "",
		"b.engine().Extend(&h)", "b.state().handler.Store(&h)",
		"./events TestOnErrorOfAView",
	},
	{
		"two owners may declare one name with two payloads",
		"events/catalog.go", "",
		"!other.samePayload(d) && (", "!other.samePayload(d) && other.Owner == d.Owner && (",
		"./events TestB49_Conflicts",
	},
	{
		"an owner may declare a name anew with another payload",
		"events/catalog.go", "",
		"!other.samePayload(d) && (", "!other.samePayload(d) && other.Owner != d.Owner && (",
		"./events TestB49_Conflicts",
	},
	{
		"a field may be missing in a struct inside a payload",
		"events/valuecheck.go", "",
		"case !f.optional:", "case false:",
		"./events TestB95_EmitsAreComparedAtEveryDepth",
	},
	{
		"what a listener needs inside a payload is not compared",
		"events/specpair.go", "",
		"contract.Misfits(want, have)", "contract.Misfits(want, &contract.Event{Fields: have.Fields})",
		"./events TestB96_ListenersAreComparedAtEveryDepth",
	},
	{
		"a plugin that panics takes the host down",
		"events/host/call.go", "",
		"v := recover()", "v := any(nil)",
		"./events/host TestPluginThatFailsIsAlone",
	},
	{
		"a plugin that failed goes on listening",
		"events/host/load.go", "func (l *loader) failOn(",
		"l.host.unload(e, l.unloadContext)", "[]error{e.onUnload(l.ctx)}",
		"./events/host TestPluginThatFailsIsAlone",
	},
	{
		"evgen does not see that two events become one Go name",
		"internal/spec/nameconflicts.go", "",
		"other := owner[e.GoName]; other != nil &&", "other := owner[e.GoName]; other == e &&",
		"./cmd/evgen TestScripts/err_clash",
	},
	{
		"evgen does not see that two packages declare one name differently",
		"internal/spec/nameconflicts.go", "",
		"other.Fingerprint != e.Fingerprint", "other.Fingerprint == \"\"",
		"./cmd/evgen TestScripts/err_clash",
	},
	{
		"the lines of a trace that wait for a slow writer are without bound",
		"events/trace.go", "",
		"case len(t.lines) == maxLines:", "case len(t.lines) < 0:",
		"./events TestTraceLinesAreBounded",
	},
	{
		"a trace's writer that emits is traced without end",
		"events/trace.go", "",
		"if t.room > 0 {", "if t != nil {",
		"./events TestTraceOfAWriterThatEmitsEnds",
	},
	{
		"an emitter goes on writing the trace of others",
		"events/trace.go", "func (t *tracer) handOver(",
		"go t.writeAll(next)", "t.writeAll(next)",
		"./events TestAnEmitterWritesItsOwnTrace",
	},
	{
		"the owner of a closed view stays in the bus",
		"internal/dispatch/owner.go", "func (c *Core) removeOwner(",
		"delete(c.owners, o.name)", "_ = o.name",
		"./events TestAViewThatWasClosedStaysClosed",
	},
	{
		"a last error is read on the caller's goroutine",
		"internal/dispatch/listener.go", "func (f *Last) Text(",
		"text, final := errtext.Read(f.Err)", "text, final := errtext.Inner(f.Err), true",
		"./events TestLastErrorHarmsNobodyWhoLooks",
	},
	{
		"Close of a host ends with its goroutine",
		"events/host/unload.go", "func (h *Host) Close(",
		"if !done {", "if done && err != nil {",
		"./events/host TestHostileContextLeavesNoHalfState",
	},
	{
		"a plugin that Load was about to add is never unloaded",
		"events/host/load.go", "func (l *loader) toUnload(",
		"if l.done {", "if l.ctx != nil {",
		"./events/host TestHostileContextLeavesNoHalfState",
	},
}
