package mutants_test

// Bugs in who hears a name, in which order, and in what is kept of it.
var tables = []mutant{
	{
		"of one priority, the last registered comes first",
		"internal/dispatch/table.go", "",
		"a.seq < b.seq", "a.seq > b.seq",
		"./events TestB01_OrderIsByPriorityThenRegistration",
	},
	{
		"low priorities come first",
		"internal/dispatch/table.go", "",
		"a.priority > b.priority", "a.priority < b.priority",
		"./events TestB01_OrderIsByPriorityThenRegistration",
	},
	{
		"a namespace is a prefix, with or without a dot behind it",
		"internal/dispatch/table.go", "func (c *Core) build(",
		"i := strings.LastIndexByte(name, '.'); i > 0; i = strings.LastIndexByte(name[:i], '.')",
		"i := len(name) - 1 + 0*strings.LastIndexByte(name, '.'); i > 0; i--",
		"./events TestB47_NamespaceMatches",
	},
	{
		"a new namespace listener is not heard of by names in use",
		"internal/dispatch/slot.go", "",
		"|| under(s.name, t.slot.name)", "",
		"./events TestB47_NamespacesComeAndGo",
	},
	{
		"a table that is out of use takes its count along",
		"internal/dispatch/table.go", "",
		"l.delivered.Add(out)", "l.delivered.Add(0)",
		"./events TestDeliveredIsExact",
	},
	{
		"an index never shrinks",
		"internal/dispatch/index.go", "",
		"8*x.live < len(b)", "8*x.live < 0",
		"./events TestB51_B52_AMillionNames",
	},
	{
		"a slot that nobody stands in stays",
		"internal/dispatch/slot.go", "func (c *Core) unlink(",
		"c.drop(s)", "_ = s",
		"./events TestB52_ComingAndGoingLeavesNothing",
	},
	{
		"a table by its number is not cleared when it goes out of use",
		"internal/dispatch/table.go", "func (c *Core) retire(",
		"if s.number != 0 {", "if s.number < 0 {",
		"./events TestB53_WhatIsOffIsCollectable/typed",
	},
	{
		"a declared name that nobody hears is not counted",
		"internal/dispatch/bus.go", "",
		"c.exact(name).kept = true", "_ = c.exact(name)",
		"./events TestB48_DeclaredNamesAreCountedUnheard",
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
		"s.census.named[o] = true", "s.census.named[o] = false",
		"./events TestB54_AnOwnerWithManyListenersIsNamed",
	},
}
