package mutants_test

// Bugs in the turns of serial listeners.
var serial = []mutant{
	{
		"a turnstile lets two through",
		"internal/dispatch/turnstile.go", "func (t *turnstile) tryEnter(",
		"if t.busy {", "if t.busy && t == nil {",
		"./events TestSerialIsOneCallAtATime",
	},
	{
		"a turnstile does not hand the turn on",
		"internal/dispatch/turnstile.go", "func (t *turnstile) leave(",
		"close(t.waiting[0])", "_ = t.waiting[0]",
		"./events TestSerialIsOneCallAtATime",
	},
	{
		"who waited last for the turn has it first",
		"internal/dispatch/turnstile.go", "func (t *turnstile) queueUp(",
		"t.waiting = append(t.waiting, mine)", "t.waiting = append([]chan struct{}{mine}, t.waiting...)",
		"./events TestSerialKeepsTheOrderOfTheEmits",
	},
	{
		"a nested call waits for its own turn",
		"internal/dispatch/turnstile.go", "func (t *turnstile) enter(",
		"if w.stack.marksAt(addrOf(t)) > 0 {", "if w == nil {",
		"./events TestSerialNests",
	},
	{
		"a nested call ends the turn of the outer one",
		"internal/dispatch/turnstile.go", "func (r *round) callInTurn(",
		"if !nested {", "if nested == nested {",
		"./events TestSerialNests",
	},
	{
		"the turn is kept after a handler that fails",
		"internal/dispatch/turnstile.go", "func (r *round) callInTurn(",
		"defer x.serial.leave()", "if x.Once {\n\t\t\tdefer x.serial.leave()\n\t\t}",
		"./events TestSerialHandlersThatFail",
	},
	{
		"two that wait for each other's turn wait for ever",
		"internal/dispatch/turnstile.go", "func (t *turnstile) enter(",
		"if w.inCycle() {", "if w == nil {",
		"./events TestSerialClosesNoCircle",
	},
	{
		"an event that waited for its turn is lost without a word",
		"internal/dispatch/turnstile.go", "func (r *round) noteTurnDropped(",
		"if r.emission.Wait {", "if r.relayed {",
		"./events TestSerialDropsWhatWaitsForItsTurn",
	},
}
