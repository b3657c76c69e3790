package benchmarks

// Payload is what every library carries: four fields, by value where it can.
type Payload struct {
	UserID   int64  `json:"user_id"` // in latency cases: when it was sent
	Name     string `json:"name"`
	Remember bool   `json:"remember"`
	Emitter  int    `json:"emitter"` // which counter a listener uses
}

// Type is the event's number, for the one library that wants one.
func (Payload) Type() uint32 { return 1 }

const name = "user.login"

var payload = Payload{Name: "ada", Remember: true}

// A Bus is one library, with one event under test. Whether On is synchronous
// depends on which field of Peer opened it.
type Bus interface {
	// On adds a listener that counts. The function takes it off again.
	On(c *Counter) (off func())
	// OnOff adds one and takes it off again.
	OnOff(c *Counter)
	// Handle adds a listener that does anything else.
	Handle(h func(Payload))
	// Emit emits p n times.
	Emit(n int, p Payload)
	// Close frees what can be freed.
	Close()
}

// A Stayer is a bus with a cheaper way to add a listener that is never taken
// off again.
type Stayer interface{ Stay(c *Counter) }

// stay adds listeners that are not taken off.
func stay(bus Bus, cs ...*Counter) {
	for _, c := range cs {
		if s, ok := bus.(Stayer); ok {
			s.Stay(c)
			continue
		}
		bus.On(c)
	}
}

// A Namer is a bus that keeps events apart by name.
type Namer interface {
	Bus
	// Others adds a listener under each of these names.
	Others(names []string)
}

// A Namespacer is a bus with listeners to all names below a prefix.
type Namespacer interface {
	Bus
	// OnNamespace adds a listener to "user", or what the library calls that.
	OnNamespace(c *Counter)
	// OtherNamespaces adds a listener to each of these.
	OtherNamespaces(prefixes []string)
	// OnExact adds a listener of the same kind to the event alone.
	OnExact(c *Counter)
}

// A Peer is one library, or one way to use it.
type Peer struct {
	Name  string
	Sync  func() Bus // nil where it doesn't deliver in the emitter's goroutine
	Async func() Bus // nil where it delivers nowhere else
	Facts Facts
}

// Facts are what a library gives beside speed. Those that a program can see
// are seen: TestFacts and TestRaceFacts run them.
type Facts struct {
	Isolates  bool   // a listener that panics hurts neither emitter, nor others, nor the process
	Priority  bool   // listeners can be ordered
	Nested    bool   // a listener may emit
	Typed     bool   // the compiler checks payloads
	Contracts bool   // declared payloads are checked across packages
	RaceClean bool   // on, off and emit from several goroutines
	Note      string // what one should know
}

// All are the libraries, ours first.
func All() []Peer {
	return []Peer{
		eventbusPeer, directPeer, directMapPeer, directChanPeer, signalsPeer, kelindarPeer,
		libp2pPeer, cskrPeer, mustafaturanPeer, gookitPeer, asaskevichPeer, tailscalePeer, watermillPeer,
	}
}

// subs takes listeners off by closing them in order.
type subs []func()

func (s subs) close() {
	for _, off := range s {
		off()
	}
}
