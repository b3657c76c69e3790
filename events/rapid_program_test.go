package events_test

import (
	"fmt"
	"math"
	"strings"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/internal/dispatch"
	"pgregory.net/rapid"
)

// A program is the input of the model test: actions one after the other. It is
// data, so that rapid can shrink it.
type program []action

// An action is one step of a program, or of a handler. Which listener it concerns
// is a number to be taken modulo how many there are.
type action struct {
	do    string
	n     int
	name  string
	owner string

	wait    string // of an emit: "", EmitWait, Blocking
	typed   bool   // it goes through a typed topic
	misfit  bool   // its payload does not convert for typed listeners
	patient bool   // calls are released until the wait is over; otherwise it ends after a second
	rescue  bool   // if an emit waits for room, one call of listener n is released
	deep    bool   // it is done at the end of a deep stack
	ctx     string // of what takes a context: "", nil, or one whose methods use the bus

	plan *listenerPlan
}

// A listenerPlan says what a listener is, and what it does when it is called.
type listenerPlan struct {
	scope    string // On, OnNamespace, OnAny, Topic.On, Topic.OnEvent
	topic    string
	priority int
	once     bool
	filter   string // "", odd (takes odd events only), panics, exits, exits and panics (at even ones)
	queue    *queuePlan
	acts     []action
	end      string // "", error, panic, panic(nil), Goexit, Goexit and panic, ErrGoexit
}

type queuePlan struct {
	bound, workers int
	full           events.FullPolicy
	keyed          bool // by odd and even
	looks          bool // the key function uses the bus
}

var (
	owners       = []string{"", "p", "q"}
	heardNames   = []string{"a", "a.b", "a.b.c", "a.c", "b.a"}
	emittedNames = append([]string{"z", "ab", "ab.b", "a.b.d", "a..b"}, heardNames...)
)

// Actions are drawn in this proportion; shrinking tries the first ones.
var (
	actsOfHandlers = []string{"emit", "on", "emit", "on", "emit", "emit", "off", "off", "off all", "off wait", "drain", "close"}
	actsOfPrograms = append([]string{"emit", "on", "emit", "on", "emit", "on", "go", "go", "go all"}, actsOfHandlers...)
)

// hostile lets programs be drawn with users who mean no good, in these ways: see
// TestDeliveryToHostileUsersFollowsTheModel.
var hostile map[string]bool

// hostilities are all ways.
var hostilities = []string{"deep stacks", "contexts", "nil contexts", "exits", "returned exits", "predicates", "keys", "writers"}

// A program is several slices, since one is short on average.
var programs = rapid.Custom(func(t *rapid.T) (p program) {
	for range 8 {
		p = append(p, rapid.SliceOfN(actOf(actsOfPrograms, 2), 0, 20).Draw(t, "acts")...)
	}
	return p
})

func actOf(kinds []string, depth int) *rapid.Generator[action] {
	return rapid.Custom(func(t *rapid.T) action {
		a := action{do: rapid.SampledFrom(kinds).Draw(t, "do")}
		switch a.do {
		case "on":
			a.owner = rapid.SampledFrom(owners).Draw(t, "owner")
			a.plan = drawPlan(t, depth)
		case "emit":
			drawEmit(t, &a)
		case "go", "off":
			a.n = rapid.IntRange(0, 11).Draw(t, "listener")
		case "off wait":
			a.n = rapid.IntRange(0, 11).Draw(t, "listener")
			a.patient = rapid.Bool().Draw(t, "patient")
		case "drain", "close":
			a.patient = rapid.Bool().Draw(t, "patient")
			fallthrough
		case "off all":
			a.owner = rapid.SampledFrom(owners).Draw(t, "owner")
		}
		a.deep = walksFrames && hostile["deep stacks"] && rapid.IntRange(0, 3).Draw(t, "deep") == 3
		if kind := rapid.IntRange(0, 3).Draw(t, "context"); kind == 2 && hostile["nil contexts"] {
			a.ctx = "nil"
		} else if kind == 3 && hostile["contexts"] {
			a.ctx = "uses"
		}
		if a.do == "close" && rapid.IntRange(0, 3).Draw(t, "close") < 3 {
			a.do = "drain" // a closed bus is soon explored
		}
		return a
	})
}

func drawEmit(t *rapid.T, a *action) {
	a.name = rapid.SampledFrom(emittedNames).Draw(t, "name")
	a.owner = rapid.SampledFrom(owners).Draw(t, "owner")
	a.wait = rapid.SampledFrom([]string{"", "", "", "EmitWait", "EmitWait", "Blocking"}).Draw(t, "wait")
	switch rapid.IntRange(0, 4).Draw(t, "form") {
	case 3:
		a.typed = a.name != "a..b"
	case 4:
		a.misfit = true
	}
	if a.wait != "" {
		a.patient = rapid.Bool().Draw(t, "patient")
	} else if a.rescue = rapid.Bool().Draw(t, "rescue"); a.rescue {
		a.n = rapid.IntRange(0, 11).Draw(t, "rescuer")
	}
}

func drawPlan(t *rapid.T, depth int) *listenerPlan {
	p := &listenerPlan{
		scope:    rapid.SampledFrom([]string{"On", "On", "OnNamespace", "OnAny", "Topic.On", "Topic.OnEvent"}).Draw(t, "scope"),
		priority: rapid.SampledFrom([]int{0, 0, 0, 1, -1, math.MaxInt, math.MinInt}).Draw(t, "priority"),
		once:     rapid.IntRange(0, 3).Draw(t, "once") == 3,
		filter:   rapid.SampledFrom([]string{"", "", "", "", "odd", "panics"}).Draw(t, "filter"),
		end:      rapid.SampledFrom([]string{"", "", "", "", "", "error", "error", "panic", "panic(nil)", "Goexit"}).Draw(t, "end"),
	}
	if p.scope != "OnAny" {
		p.topic = rapid.SampledFrom(heardNames).Draw(t, "topic")
	}
	if rapid.Bool().Draw(t, "async") {
		p.queue = &queuePlan{bound: rapid.IntRange(1, 3).Draw(t, "buffer"), workers: rapid.IntRange(1, 2).Draw(t, "workers")}
		p.queue.full = rapid.SampledFrom(everyPolicy()).Draw(t, "when full")
		p.queue.keyed = p.queue.workers == 2 && rapid.Bool().Draw(t, "keyed") // a worker for each key: none waits for another
	}
	drawHostility(t, p)
	if depth > 0 {
		p.acts = rapid.SliceOfN(actOf(actsOfHandlers, depth-1), 0, 3).Draw(t, "acts")
	}
	return p
}

// drawHostility makes a listener worse than it is.
func drawHostility(t *rapid.T, p *listenerPlan) {
	switch kind := rapid.IntRange(0, 6).Draw(t, "hostility"); {
	case kind == 3 && hostile["exits"]:
		p.end = "Goexit and panic"
	case kind == 4 && hostile["returned exits"]:
		p.end = "ErrGoexit"
	case kind == 5 && hostile["predicates"]:
		p.filter = rapid.SampledFrom([]string{"exits", "exits and panics"}).Draw(t, "filter")
	case kind == 6 && hostile["keys"] && p.queue != nil:
		p.queue.looks = p.queue.keyed
	}
}

// says is the listener's predicate. exit ends the goroutine.
func (p listenerPlan) says(n int, exit func(panics bool)) bool {
	if strings.HasPrefix(p.filter, "exits") && n%2 == 0 {
		exit(p.filter == "exits and panics")
	}
	if p.filter == "panics" && n%2 == 0 {
		panic("no")
	}
	return p.filter != "odd" || n%2 == 1
}

func (p listenerPlan) typed() bool { return strings.HasPrefix(p.scope, "Topic") }

// key is what a keyed listener goes by.
func key(n int) string { return []string{"even", "odd"}[n%2] }

func (p program) GoString() string {
	var b strings.Builder
	for _, a := range p {
		fmt.Fprintf(&b, "\n\t%v", a)
	}
	return b.String()
}

func (a action) String() string {
	words := []string{a.do}
	say := func(yes bool, format string, args ...any) {
		if yes {
			words = append(words, fmt.Sprintf(format, args...))
		}
	}
	say(a.name != "", "%s", a.name)
	say(a.do == "off" || a.do == "off wait" || a.do == "go", "%d", a.n)
	say(a.owner != "", "as %s", a.owner)
	say(a.typed, "typed")
	say(a.misfit, "misfit")
	say(a.wait != "", "%s", a.wait)
	say(a.patient, "patiently")
	say(a.rescue, "rescued by %d", a.n)
	say(a.deep, "deep")
	say(a.ctx != "", "context %s", a.ctx)
	say(a.plan != nil, "%v", a.plan)
	return strings.Join(words, " ")
}

func (p *listenerPlan) String() string {
	s := strings.TrimSpace(fmt.Sprintf("%s %s", p.scope, p.topic))
	if p.priority != 0 {
		s += fmt.Sprintf(", priority %d", p.priority)
	}
	if p.once {
		s += ", once"
	}
	if p.filter != "" {
		s += ", predicate " + p.filter
	}
	if q := p.queue; q != nil {
		s += fmt.Sprintf(", Async(Buffer(%d), Workers(%d), %s, keyed %v)", q.bound, q.workers, dispatch.Policy(q.full), q.keyed)
	}
	if len(p.acts) > 0 || p.end != "" {
		s += fmt.Sprintf(", does %v %s", p.acts, p.end)
	}
	return s
}
