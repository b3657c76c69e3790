package mutants_test

// Bugs in who gets a name, in which order, and in what is kept of it.
var tables = []mutant{
	{
		"of one priority, the last registered comes first",
		"internal/dispatch/table.go", "",
		"cmp.Compare(a.seq, b.seq)", "cmp.Compare(b.seq, a.seq)",
		"./events TestB01_OrderIsByPriorityThenRegistration",
	},
	{
		"low priorities come first",
		"internal/dispatch/table.go", "",
		"cmp.Compare(b.priority, a.priority)", "cmp.Compare(a.priority, b.priority)",
		"./events TestB01_OrderIsByPriorityThenRegistration",
	},
	{
		"a namespace is a prefix, with or without a dot behind it",
		"internal/dispatch/table.go", "func (c *Core) buildTable(",
		"i := strings.LastIndexByte(name, '.'); i > 0; i = strings.LastIndexByte(name[:i], '.')", "i := len(name) - 1 + 0*strings.LastIndexByte(name, '.'); i > 0; i--",
		"./events TestB47_NamespaceMatches",
	},
	{
		"a new namespace listener is not heard of by names in use",
		"internal/dispatch/slot.go", "",
		"|| s.scope == Namespace && isBelow(s.name, t.name)", "",
		"./events TestB47_NamespacesComeAndGo",
	},
	{
		"HasListeners looks at the listeners of one scope",
		"internal/dispatch/names.go", "func (b *Bus) Hears(",
		"return len(t.entries) > 0 &&", "return len(s.listeners) > 0 &&",
		"./events TestHasListeners",
	},
	{
		"HasListeners makes a table for each question",
		"internal/dispatch/names.go", "func (c *Core) makeTable(",
		"return c.tableOf(", "return c.buildTable(",
		"./events TestHasListeners",
	},
	{
		"a table that is out of use takes its count along",
		"internal/dispatch/table_rounds.go", "",
		"l.delivered.Add(rounds)", "l.delivered.Add(0)",
		"./events TestDeliveredIsExact",
	},
	{
		"an index never shrinks",
		"internal/dispatch/slotindex.go", "",
		"8*x.live < len(b)", "8*x.live < 0",
		"./events TestB51_B52_AMillionNames",
	},
	{
		"a slot that nobody stands in stays",
		"internal/dispatch/slot.go", "func (c *Core) unlinkListener(",
		"c.dropEmptySlot(s)", "_ = s",
		"./events TestB52_ComingAndGoingLeavesNothing",
	},
	{
		"a table by its number is not cleared when it goes out of use",
		"internal/dispatch/table.go", "func (c *Core) retireTable(",
		"if s.number != 0 {", "if s.number < 0 {",
		"./events TestB53_WhatIsOffIsCollectable/typed",
	},
	{
		"a subscription that is kept after Off keeps its handler",
		"internal/dispatch/listener.go", "func (l *Listener) forgetHandler(",
		"l.handler = nil", "",
		"./events TestB53_AKeptSubscriptionKeepsNoHandler",
	},
	{
		"a subscription that is kept after Off keeps its predicate and its key function",
		"internal/dispatch/listener.go", "func (l *Listener) forgetHandler(",
		"x.Config.withoutFunctions()", "x.Config",
		"./events TestB53_AKeptSubscriptionKeepsNoFunction",
	},
	{
		"an owner whose listeners are gone is kept",
		"internal/dispatch/owner.go", "func (c *Core) releaseOwner(",
		"delete(c.keptOwners, o)", "",
		"./events TestB52_OwnersThatAreGoneLeaveNothing/listened",
	},
	{
		"the name of an owner that is gone is kept",
		"internal/dispatch/owner.go", "func forgetOwner(",
		"delete(c.owners, n.name)", "",
		"./events TestB52_OwnersThatAreGoneLeaveNothing/only_asked_for",
	},
	{
		"a declared name that nobody hears is not counted",
		"internal/dispatch/core.go", "",
		"c.exactSlot(name).kept = true", "_ = c.exactSlot(name)",
		"./events TestB48_DeclaredNamesAreCountedUncompared",
	},
	{
		"an owner with too many listeners is named one late",
		"internal/dispatch/slot.go", "",
		"n > limit &&", "n > limit+1 &&",
		"./events TestB54_AnOwnerWithManyListenersIsNamed",
	},
	{
		"an owner with too many listeners is named again and again",
		"internal/dispatch/slot.go", "",
		"s.byOwner.warned[o] = true", "s.byOwner.warned[o] = false",
		"./events TestB54_AnOwnerWithManyListenersIsNamed",
	},
	{
		"each listener with Until of a foreign context costs a goroutine",
		"internal/dispatch/context.go", "func (u *untilContexts) watchContext(",
		"context.AfterFunc(shared.ctx, f)", "context.AfterFunc(guardedContext{ctx}, f)",
		"./events TestB19_UntilOfAForeignContextCostsNoGoroutine",
	},
	{
		"the goroutine of a foreign context stays when all listeners are off",
		"internal/dispatch/context.go", "func (u *untilContexts) releaseContext(",
		"shared.cancel()", "_ = shared",
		"./events TestB19_OffLetsGoOfAForeignContext",
	},
	{
		"HasListeners does not see the end of a context",
		"internal/dispatch/names.go", "func (t *table) hasLiveListener(",
		"!isClosed(l.options().until) && !l.off.Load()", "!l.off.Load()",
		"./events TestHasListenersSeesTheEndOfUntil",
	},
}
