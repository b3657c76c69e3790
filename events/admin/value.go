package admin

import (
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

const (
	deepest = 6       // levels of a payload that are shown
	widest  = 50      // entries of one level
	room    = 4 << 10 // bytes of one payload's values
)

// A Value is one field of a payload. Its text is empty where values are not
// shown, and hidden where the field's name speaks of a secret.
type Value struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Text string `json:"text,omitempty"`
}

// values returns the fields of a payload, by name. Values are walked by
// reflection: no String, Error or MarshalJSON of the program is called, since
// one may panic, never return, or say what its fields' names would have hidden.
func values(e events.Event, shown bool, r *redactor) []Value {
	payload := e.Payload()
	p := printer{left: room, redactor: r}
	out := make([]Value, 0, min(len(payload), widest))
	for _, name := range someKeys(payload) {
		v := Value{Name: cut(name, 128), Type: cut(typeName(payload[name]), 128)}
		if shown {
			v.Text = p.field(name, reflect.ValueOf(payload[name]))
		}
		out = append(out, v)
	}
	return out
}

// someKeys returns the first names, in order.
func someKeys(payload events.Payload) []string {
	names := make([]string, 0, len(payload))
	for name := range payload {
		names = append(names, name)
	}
	slices.Sort(names)
	return names[:min(len(names), widest)]
}

func typeName(v any) string {
	if v == nil {
		return "nil"
	}
	return reflect.TypeOf(v).String()
}

// A printer writes values until there is no room left.
type printer struct {
	out  strings.Builder
	left int
	*redactor
}

// field returns the text of one value.
func (p *printer) field(name string, v reflect.Value) string {
	p.out.Reset()
	p.named(name, v, 0)
	return strings.ToValidUTF8(p.out.String(), "\uFFFD")
}

// named writes a value, unless its name or that of its type speaks of a secret.
func (p *printer) named(name string, v reflect.Value, depth int) {
	if p.sensitive(name) || v.IsValid() && p.sensitive(v.Type().Name()) {
		p.write(hidden)
		return
	}
	p.value(v, depth)
}

func (p *printer) write(s string) {
	if p.left <= 0 {
		return
	}
	if len(s) > p.left {
		s = cut(s, p.left)
		p.left = 0
	}
	p.left -= len(s)
	p.out.WriteString(s)
}

func (p *printer) value(v reflect.Value, depth int) {
	switch {
	case p.left <= 0:
	case !v.IsValid():
		p.write("nil")
	case depth > deepest:
		p.write("…")
	case !p.known(v):
		p.kind(v, depth)
	}
}

// known writes values of types whose methods are to be trusted.
func (p *printer) known(v reflect.Value) bool {
	if !v.CanInterface() {
		return false
	}
	switch x := v.Interface().(type) {
	case time.Time:
		p.write(x.Format(time.RFC3339Nano))
	case time.Duration:
		p.write(x.String())
	case netip.Addr:
		p.write(x.String())
	case netip.AddrPort:
		p.write(x.String())
	case netip.Prefix:
		p.write(x.String())
	case net.IP:
		if len(x) > net.IPv6len { // no address, and printed whole
			return false
		}
		p.write(x.String())
	case *big.Int:
		p.bigInt(x)
	default:
		return false
	}
	return true
}

// bigInt writes an integer of a size that doesn't take long to print.
func (p *printer) bigInt(x *big.Int) {
	if x != nil && x.BitLen() > 1024 {
		p.write(fmt.Sprintf("an integer of %d bits", x.BitLen()))
		return
	}
	p.write(x.String())
}

func (p *printer) kind(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.Bool:
		p.write(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		p.write(strconv.FormatInt(v.Int(), 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		p.write(strconv.FormatUint(v.Uint(), 10))
	case reflect.Float32, reflect.Float64:
		p.write(strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits()))
	case reflect.Complex64, reflect.Complex128:
		p.write(strconv.FormatComplex(v.Complex(), 'g', -1, v.Type().Bits()))
	case reflect.String:
		p.write(strconv.Quote(p.redactStart(v.String(), 2*p.left)))
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			p.write("nil")
			return
		}
		p.named("", v.Elem(), depth+1)
	case reflect.Slice, reflect.Array:
		p.list(v, depth)
	case reflect.Map:
		p.table(v, depth)
	case reflect.Struct:
		p.record(v, depth)
	default: // channels, functions
		p.write("a " + v.Type().String())
	}
}
