package admin

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// printSlice writes a slice or an array. Of bytes it writes only the number: they
// are rarely text, and often keys.
func (p *valuePrinter) printSlice(v reflect.Value, depth int) {
	if v.Kind() == reflect.Slice && v.IsNil() {
		p.write("nil")
		return
	}
	if v.Type().Elem().Kind() == reflect.Uint8 {
		p.write(strconv.Itoa(v.Len()) + " bytes")
		return
	}
	p.write("[")
	for i := range min(v.Len(), maxEntries) {
		p.printComma(i)
		p.printNamed("", v.Index(i), depth+1)
	}
	p.printRest(v.Len())
	p.write("]")
}

func (p *valuePrinter) printComma(i int) {
	if i > 0 {
		p.write(", ")
	}
}

func (p *valuePrinter) printRest(n int) {
	if n > maxEntries {
		p.write(fmt.Sprintf(", and %d more", n-maxEntries))
	}
}

// printMap writes a map, sorted by key. A key counts as the name of its value.
func (p *valuePrinter) printMap(v reflect.Value, depth int) {
	type mapEntry struct {
		key, name string // the key as shown, and in full
		value     reflect.Value
	}
	if v.IsNil() {
		p.write("nil")
		return
	}
	var entries []mapEntry
	for it := v.MapRange(); it.Next() && len(entries) < maxEntries; {
		key := valuePrinter{bytesLeft: 128, redactor: p.redactor}
		key.printValue(it.Key(), maxDepth-1)
		entries = append(entries, mapEntry{key.out.String(), nameOf(it.Key(), key.out.String()), it.Value()})
	}
	slices.SortFunc(entries, func(x, y mapEntry) int { return cmp.Compare(x.key, y.key) })
	p.write("{")
	for i, e := range entries {
		p.printComma(i)
		p.write(e.key + ": ")
		p.printNamed(e.name, e.value, depth+1)
	}
	p.printRest(v.Len())
	p.write("}")
}

// nameOf returns a string key in full and unquoted. The text that is shown may
// have been cut before the word that suggests a secret.
func nameOf(key reflect.Value, shown string) string {
	for key.Kind() == reflect.Interface && !key.IsNil() {
		key = key.Elem()
	}
	if key.Kind() == reflect.String {
		return key.String()
	}
	return shown
}

// printStruct writes the exported fields of a struct. A field has two names, that
// in Go and that in JSON; either may suggest a secret.
func (p *valuePrinter) printStruct(v reflect.Value, depth int) {
	p.write("{")
	n := 0
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() || n == maxEntries {
			continue
		}
		p.printComma(n)
		n++
		p.write(f.Name + ": ")
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if p.isSecretName(tag) {
			p.write(hiddenText)
			continue
		}
		p.printNamed(f.Name, v.Field(i), depth+1)
	}
	p.write("}")
}
