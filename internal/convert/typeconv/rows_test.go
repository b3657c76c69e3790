package typeconv_test

import (
	"encoding"
	"encoding/json"
	"math"
	"net/netip"
	"reflect"
	"time"
)

// The types of the table. Each is declared here, as an alias if need be, so that
// both engines find it: one by reflection, the other in the source of this file.
type (
	boolean   = bool
	flag      bool
	integer   = int
	byte1     = uint8
	small     = int8
	short     = uint16
	half      = int32
	long      = int64
	longest   = uint64
	level     int32
	single    = float32
	double    = float64
	ratio     float32
	text      = string
	role      string
	word      string // reads text
	address   = uintptr
	complexes = complex128

	raw       = []byte
	rawNamed  []byte
	levels    []level
	integers  []int
	lists     [][]level
	anyList   = []any
	selves    []selves
	array     = [3]int
	roles     map[role]string
	counts    map[string]float64
	anyMap    = map[string]any
	tables    map[string]roles
	byNumber  map[int]string
	recursive map[string]recursive

	user    struct{ A int }
	person  struct{ A int }
	reader  struct{ s string } // reads text
	embeds  struct{ reader }
	misread struct{} // has another UnmarshalText
	moment  = time.Time
	stamp   struct{ time.Time }
	host    = netip.Addr

	line struct {
		SKU  string  `json:"sku"`
		Qty  int32   `json:"qty"`
		Note *string `json:"note"`
	}
	part struct {
		Qty int64 `json:"qty"`
		sku string
	}
	stricter struct {
		Note string `json:"note"`
		Qty  int16  `json:"qty"`
	}
	richer struct {
		SKU    string `json:"sku"`
		Amount int    `json:"amount"`
	}
	lenient struct {
		SKU    string `json:"sku"`
		Note   string `json:"note,omitempty"`
		Amount *int   `json:"amount"`
		Left   int    `json:"left,omitzero"`
		Gone   int    `json:"-"`
	}
	order    struct{ Lines []line }
	bill     struct{ Lines []part }
	strict   struct{ Lines []richer }
	wrapping struct {
		line
		SKU role `json:"sku"`
	}
	behind struct{ *part }
	tree   struct {
		Name string
		Kids []*tree
	}
	branch struct {
		Name role
		Kids []branch
	}
	numbers struct {
		Name int
		Kids []*numbers
	}
	label   struct{ s string } // is a text
	slug    string             // is a text
	colour  int                // is a text
	money   int64              // is JSON of its own
	rawText = json.RawMessage

	pair     = [2]int
	levelsOf [3]level
	none     [0]string
	points   [][2]float64
	vectors  [][]float64
	byRole   map[int]role
	byLong   map[int64]string
	byHost   map[netip.Addr]string
	byLabel  map[label]role
	bySlug   map[slug]string
	lines    map[string]line
	parts    map[role]part

	pointer   = *int
	toLevel   *level
	toUser    *user
	toPointer = **int
	toAny     = *any
	anything  = any
	readers   encoding.TextUnmarshaler
	function  func()
	channel   chan int
)

func (r *word) UnmarshalText(b []byte) error { *r = word(b); return nil }

func (r *reader) UnmarshalText(b []byte) error { r.s = string(b); return nil }

func (*misread) UnmarshalText(string) error { return nil }

func (l label) MarshalText() ([]byte, error) { return []byte(l.s), nil }

func (l *label) UnmarshalText(b []byte) error { l.s = string(b); return nil }

func (s slug) MarshalText() ([]byte, error) { return []byte(s), nil }

func (s *slug) UnmarshalText(b []byte) error { *s = slug(b); return nil }

func (colour) MarshalText() ([]byte, error) { return []byte("red"), nil }

func (m money) MarshalJSON() ([]byte, error) { return []byte("[1]"), nil }

// A row is a type and values of it, which try what conversion distinguishes.
// Values that are nil or empty are left out: they convert to nearly everything.
type row struct {
	typ    reflect.Type
	values []any
}

func of[T any](values ...T) row {
	r := row{typ: reflect.TypeFor[T]()}
	for _, v := range values {
		r.values = append(r.values, v)
	}
	return r
}

var rows = map[string]row{
	"boolean":   of[boolean](true, false),
	"flag":      of[flag](true),
	"integer":   of[integer](1, -1, math.MaxInt, math.MinInt),
	"byte1":     of[byte1](1, 255),
	"small":     of[small](1, -128, 127),
	"short":     of[short](1, 65535),
	"half":      of[half](1, -1<<31, 1<<31-1),
	"long":      of[long](1, -1<<63, 1<<63-1),
	"longest":   of[longest](1, 1<<64-1),
	"level":     of[level](1, -1<<31, 1<<31-1),
	"single":    of[single](1, 0.1, 1e30),
	"double":    of[double](1, 0.1, 1e300),
	"ratio":     of[ratio](1, 0.1, 1e30),
	"text":      of[text]("x", "AAAA", "2026-01-02T03:04:05Z", "::1"),
	"role":      of[role]("x", "AAAA", "2026-01-02T03:04:05Z", "::1"),
	"word":      of[word]("x", "AAAA", "2026-01-02T03:04:05Z", "::1"),
	"address":   of[address](1),
	"complexes": of[complexes](1),

	"raw":       of(raw{1, 255}),
	"rawNamed":  of(rawNamed{1, 255}),
	"levels":    of(levels{1, 1, 1}, levels{-1 << 31, 1}, levels{1<<31 - 1, 1}),
	"integers":  of(integers{1, 1, 1}, integers{math.MaxInt, 1}, integers{math.MinInt, 1}),
	"lists":     of(lists{{1, 1}}, lists{{-1 << 31, 1}}, lists{{1<<31 - 1, 1}}),
	"anyList":   of(anyList{1}, anyList{"x"}),
	"selves":    of(selves{{{}}}),
	"array":     of(array{1}),
	"roles":     of(roles{"A": "AAAA"}, roles{"A": "2026-01-02T03:04:05Z"}, roles{"A": "::1"}),
	"counts":    of(counts{"A": 1}, counts{"A": 1.5}),
	"anyMap":    of(anyMap{"A": 1}, anyMap{"B": "x"}),
	"tables":    of(tables{"A": {"A": "x"}}),
	"byNumber":  of(byNumber{1: "A"}),
	"recursive": of(recursive{"A": {"A": {}}}),

	"user":    of(user{1}),
	"person":  of(person{1}),
	"reader":  of(reader{"x"}),
	"embeds":  of(embeds{}),
	"misread": of(misread{}),
	"moment":  of[moment](time.Now()),
	"stamp":   of(stamp{time.Now()}),
	"host":    of[host](netip.IPv4Unspecified()),

	"line":     of(line{"a", 1, new("x")}, line{"AAAA", -1 << 31, new("x")}, line{"AAAA", -1 << 31, nil}),
	"part":     of(part{1, "a"}, part{-1 << 63, "a"}),
	"stricter": of(stricter{"x", 1}),
	"richer":   of(richer{"x", 1}, richer{"x", math.MinInt}),
	"lenient":  of(lenient{SKU: "x", Note: "x", Amount: new(1), Left: 1, Gone: 1}),
	"order":    of(order{[]line{{"a", 1, nil}}}, order{[]line{{"a", 1, new("x")}}}),
	"bill":     of(bill{[]part{{1, "a"}}}, bill{[]part{{-1 << 63, "a"}}}),
	"strict":   of(strict{[]richer{{"a", 1}}}),
	"wrapping": of(wrapping{line{"a", 1, new("x")}, "b"}),
	"behind":   of(behind{&part{1, "a"}}, behind{&part{-1 << 63, "a"}}),
	"tree":     of(tree{"a", []*tree{{"b", nil}}}),
	"branch":   of(branch{"a", []branch{{"b", nil}}}),
	"numbers":  of(numbers{1, []*numbers{{1, nil}}}),
	"label":    of(label{"x"}, label{"2026-01-02T03:04:05Z"}, label{"::1"}),
	"slug":     of[slug]("x", "2026-01-02T03:04:05Z", "::1"),
	"colour":   of[colour](1),
	"money":    of[money](1),
	"rawText":  of(rawText("1"), rawText("{}")),

	"pair":     of(pair{1, 1}, pair{math.MaxInt, math.MinInt}),
	"levelsOf": of(levelsOf{1, 1, 1}, levelsOf{-1 << 31, 1, 1}),
	"none":     of(none{}),
	"points":   of(points{{1, 2}}, points{{0.5, 2}}),
	"vectors":  of(vectors{{1, 2}}, vectors{{0.5, 2, 3}}, vectors{{1, 2, 3}}),
	"byRole":   of(byRole{1: "x"}),
	"byLong":   of(byLong{1: "x"}),
	"byHost":   of(byHost{netip.IPv4Unspecified(): "x"}),
	"byLabel":  of(byLabel{label{"x"}: "y"}, byLabel{label{"::1"}: "y"}),
	"bySlug":   of(bySlug{"A": "AAAA"}, bySlug{"::1": "::1"}, bySlug{"A": "2026-01-02T03:04:05Z"}),
	"lines":    of(lines{"A": {"a", 1, nil}}, lines{"A": {"a", 1, new("x")}}),
	"parts":    of(parts{"A": {1, "a"}}, parts{"A": {-1 << 63, "a"}}),

	"pointer":   of[pointer](new(1)),
	"toLevel":   of(toLevel(new(level(1)))),
	"toUser":    of(toUser(new(user{1}))),
	"toPointer": of[toPointer](new(new(1))),
	"toAny":     of[toAny](new(any(1))),
	"anything":  of[anything](1, "x", true, user{1}),
	"readers":   of[readers](new(reader), new(netip.Addr)),
	"function":  of[function](func() {}),
	"channel":   of(make(channel)),
}
