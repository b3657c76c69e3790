package convert

import (
	"encoding"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"unsafe"

	"github.com/fastpluggy/eventbus/internal/typehint"
)

// maxNesting bounds conversion: a value that contains itself would overflow the stack,
// and no recover stops that.
const maxNesting = 1000

// run sets what dst points at, which holds its zero value, from what src points at.
// Nothing keeps src. It calls itself only through pointers, lists, maps and interfaces,
// and each of them counts as one level.
func (p *plan) run(dst, src unsafe.Pointer, depth int) error {
	switch p.op {
	case refuse:
		return p.refusal()
	case copyAll, convertSteps:
		return runSteps(p.steps, dst, src, depth)
	case wrapValue:
		return p.wrap(dst, src)
	case unwrapValue:
		return targetOf(p.want).fill(dst, reflect.NewAt(p.have, src).Elem(), depth)
	case writeJSON:
		return p.writeJSON(dst, src)
	case writeText:
		return p.writeText(dst, src)
	case readString:
		return p.readString(dst, *(*string)(src))
	case changeNumber:
		return p.changeNumber(dst, src)
	case newPointer:
		return p.makePointer(dst, src, depth)
	case readPointer, changePointer:
		return p.runPointer(dst, *(*unsafe.Pointer)(src), depth)
	case convertList:
		if p.haveKind == reflect.Array {
			return p.runList(dst, src, p.have.Len(), depth)
		}
		list := reflect.NewAt(p.have, src).Elem()
		if list.IsNil() && p.wantKind == reflect.Slice {
			return nil
		}
		return p.runList(dst, list.UnsafePointer(), list.Len(), depth)
	case convertMap:
		return p.runMap(dst, reflect.NewAt(p.have, src).Elem(), depth)
	case mapToStruct:
		return p.runMapToStruct(dst, reflect.NewAt(p.have, src).Elem(), depth)
	case structToMap:
		return p.runStructToMap(dst, src, depth)
	}
	return p.refusal()
}

func (p *plan) refusal() error {
	if p.reason != "" {
		return newError(p.want, fmt.Sprintf("%s (%s)", typehint.NameOf(p.have), p.reason))
	}
	return newError(p.want, typehint.NameOf(p.have))
}

const tooDeepText = "a value nested too deeply (does it contain itself?)"

func tooDeep(want reflect.Type) error { return newError(want, tooDeepText) }

func isTooDeep(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Have == tooDeepText
}

// wrap makes an interface of a value. A pointer to what implements it becomes that, or
// nil: an optional value that is there is its value.
func (p *plan) wrap(dst, src unsafe.Pointer) error {
	v := reflect.NewAt(p.have, src).Elem()
	if wrapped(p.want, p.have) != p.have {
		if v = v.Elem(); !v.IsValid() {
			return nil
		}
	}
	reflect.NewAt(p.want, dst).Elem().Set(v)
	return nil
}

func (p *plan) makePointer(dst, src unsafe.Pointer, depth int) error {
	if depth > maxNesting {
		return tooDeep(p.want)
	}
	made := reflect.New(p.want.Elem()).UnsafePointer()
	if err := p.elem.run(made, src, depth+1); err != nil {
		return err
	}
	*(*unsafe.Pointer)(dst) = made
	return nil
}

// runPointer follows a pointer to a value, or to the value of a new pointer.
func (p *plan) runPointer(dst, at unsafe.Pointer, depth int) error {
	switch {
	case depth > maxNesting:
		return tooDeep(p.want)
	case at == nil && p.op == readPointer:
		return convertNil(p.want)
	case at == nil:
		return nil
	case p.op == readPointer:
		return p.elem.run(dst, at, depth+1)
	}
	return p.makePointer(dst, at, depth)
}

// runList converts n elements from src on. A list of another length does not become an
// array.
func (p *plan) runList(dst, src unsafe.Pointer, n, depth int) error {
	switch {
	case depth > maxNesting:
		return tooDeep(p.want)
	case p.wantKind == reflect.Array && p.want.Len() != n:
		return newError(p.want, fmt.Sprintf("%s of length %d", typehint.NameOf(p.have), n))
	case p.wantKind == reflect.Slice:
		dst = makeList(reflect.NewAt(p.want, dst).Elem(), n)
	}
	if p.isBlock {
		moveBytes(dst, src, uintptr(n)*p.have.Elem().Size())
		return nil
	}
	if p.elem.op == copyAll || p.elem.op == convertSteps {
		return p.elem.runRows(dst, src, n, depth+1)
	}
	wide, narrow := int(p.want.Elem().Size()), int(p.have.Elem().Size())
	for i := range n {
		err := p.elem.run(unsafe.Add(dst, i*wide), unsafe.Add(src, i*narrow), depth+1)
		if err != nil {
			return atPlace(err, fmt.Sprintf("[%d]", i))
		}
	}
	return nil
}

// makeList gives a nil slice n elements, and returns the address of the first. It costs the one
// allocation of the elements; MakeSlice costs another one.
func makeList(list reflect.Value, n int) unsafe.Pointer {
	if n == 0 {
		list.Set(reflect.MakeSlice(list.Type(), 0, 0))
		return list.UnsafePointer()
	}
	list.Grow(n)
	list.SetLen(n)
	return list.UnsafePointer()
}

func (p *plan) writeJSON(dst, src unsafe.Pointer) error {
	raw, err := json.Marshal(reflect.NewAt(p.have, src).Interface())
	if err != nil {
		return newTextError(p.want, p.have, err)
	}
	*(*[]byte)(dst) = raw
	return nil
}

// writeText makes a text of the value, which is a string, or which the wanted type
// reads.
func (p *plan) writeText(dst, src unsafe.Pointer) error {
	text, err := reflect.NewAt(p.have, src).Interface().(encoding.TextMarshaler).MarshalText()
	switch {
	case err != nil:
		return newTextError(p.want, p.have, err)
	case readsText(p.want):
		return p.readText(dst, text)
	}
	*(*string)(dst) = string(text)
	return nil
}

// readString asks the type first: a defined string may have a method that reads text in
// order to refuse some texts.
func (p *plan) readString(dst unsafe.Pointer, s string) error {
	if readsText(p.want) {
		return p.readText(dst, []byte(s))
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil {
		return newTextError(p.want, p.have, fmt.Errorf("not base64: %w", err))
	}
	*(*[]byte)(dst) = raw
	return nil
}

func (p *plan) readText(dst unsafe.Pointer, text []byte) error {
	if err := reflect.NewAt(p.want, dst).Interface().(encoding.TextUnmarshaler).UnmarshalText(text); err != nil {
		return newTextError(p.want, p.have, err)
	}
	return nil
}
