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
	maxDepth        = 6       // levels of nested values that are shown
	maxEntries      = 50      // entries that are shown of one level
	maxPayloadBytes = 4 << 10 // bytes that are shown of the values of one payload
)

// A Value is one field of a payload. Text is empty if values are not shown. It is
// "[hidden]" if the name of the field or of its type suggests a secret.
type Value struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Text string `json:"text,omitempty"`
}

// payloadValues returns the fields of a payload, by name. It reads values by
// reflection and calls no String, Error or MarshalJSON method of the program: such
// a method may panic, never return, or reveal what the names of fields would have
// hidden.
func payloadValues(e events.Event, shown bool, r *redactor) []Value {
	payload := e.Payload()
	p := valuePrinter{bytesLeft: maxPayloadBytes, redactor: r}
	out := make([]Value, 0, min(len(payload), maxEntries))
	for _, name := range firstNames(payload) {
		v := Value{Name: cutText(name, 128), Type: cutText(typeName(payload[name]), 128)}
		if shown {
			v.Text = p.formatField(name, reflect.ValueOf(payload[name]))
		}
		out = append(out, v)
	}
	return out
}

// firstNames returns the alphabetically first maxEntries names.
func firstNames(payload events.Payload) []string {
	names := make([]string, 0, len(payload))
	for name := range payload {
		names = append(names, name)
	}
	slices.Sort(names)
	return names[:min(len(names), maxEntries)]
}

func typeName(v any) string {
	if v == nil {
		return "nil"
	}
	return reflect.TypeOf(v).String()
}

// A valuePrinter writes values until the payload's bytes are used up.
type valuePrinter struct {
	out       strings.Builder
	bytesLeft int
	*redactor
}

// formatField returns the text of one field.
func (p *valuePrinter) formatField(name string, v reflect.Value) string {
	p.out.Reset()
	p.printNamed(name, v, 0)
	return strings.ToValidUTF8(p.out.String(), "\uFFFD")
}

// printNamed writes a value, or that it is hidden if its name or that of its type
// suggests a secret.
func (p *valuePrinter) printNamed(name string, v reflect.Value, depth int) {
	if p.isSecretName(name) || v.IsValid() && p.isSecretName(v.Type().Name()) {
		p.write(hiddenText)
		return
	}
	p.printValue(v, depth)
}

func (p *valuePrinter) write(s string) {
	if p.bytesLeft <= 0 {
		return
	}
	if len(s) > p.bytesLeft {
		s = cutText(s, p.bytesLeft)
		p.bytesLeft = 0
	}
	p.bytesLeft -= len(s)
	p.out.WriteString(s)
}

func (p *valuePrinter) printValue(v reflect.Value, depth int) {
	switch {
	case p.bytesLeft <= 0:
	case !v.IsValid():
		p.write("nil")
	case depth > maxDepth:
		p.write("…")
	case !p.printTrusted(v):
		p.printByKind(v, depth)
	}
}

// printTrusted writes a value of a type whose methods are safe to call. Otherwise
// it returns false.
func (p *valuePrinter) printTrusted(v reflect.Value) bool {
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
		if len(x) > net.IPv6len { // not an address, and String would print all of it
			return false
		}
		p.write(x.String())
	case *big.Int:
		p.printBigInt(x)
	default:
		return false
	}
	return true
}

// printBigInt writes an integer, or only its size if printing it would take long.
func (p *valuePrinter) printBigInt(x *big.Int) {
	if x != nil && x.BitLen() > 1024 {
		p.write(fmt.Sprintf("an integer of %d bits", x.BitLen()))
		return
	}
	p.write(x.String())
}

// printByKind writes a value as its kind demands.
func (p *valuePrinter) printByKind(v reflect.Value, depth int) {
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
		p.write(strconv.Quote(p.redactStart(v.String(), 2*p.bytesLeft)))
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			p.write("nil")
			return
		}
		p.printNamed("", v.Elem(), depth+1)
	case reflect.Slice, reflect.Array:
		p.printSlice(v, depth)
	case reflect.Map:
		p.printMap(v, depth)
	case reflect.Struct:
		p.printStruct(v, depth)
	default: // channels, functions
		p.write("a " + v.Type().String())
	}
}
