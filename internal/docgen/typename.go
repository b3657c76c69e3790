package docgen

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// typeNaming gives the named types of Go short names that no two of them share. It
// tries candidates of growing length: types with the same candidate both get the next.
type typeNaming struct {
	names map[string]string // the name in Go, with its import path, to the short one
	taken map[string]bool

	candidates func(goType string) []string
}

func newTypeNaming(candidates func(string) []string, taken map[string]bool) *typeNaming {
	return &typeNaming{map[string]string{}, maps.Clone(taken), candidates}
}

// add names some types. Those that were added before keep their names.
func (n *typeNaming) add(goTypes []string) {
	left := slices.DeleteFunc(slices.Sorted(slices.Values(goTypes)), func(t string) bool { return n.names[t] != "" })
	left = slices.Compact(left)
	for level := 0; len(left) > 0; level++ {
		left = n.addLevel(left, level)
	}
}

// addLevel names the types whose candidate of a level is free, and returns the others.
func (n *typeNaming) addLevel(goTypes []string, level int) (left []string) {
	count := map[string]int{}
	for _, t := range goTypes {
		count[n.candidate(t, level)]++
	}
	for _, t := range goTypes {
		name := n.candidate(t, level)
		if count[name] > 1 && !n.isLast(t, level) || n.taken[name] {
			left = append(left, t)
			continue
		}
		n.names[t], n.taken[name] = name, true
	}
	return left
}

// candidate numbers the last candidate when no other is left.
func (n *typeNaming) candidate(goType string, level int) string {
	list := n.candidates(goType)
	if level < len(list) {
		return list[level]
	}
	return fmt.Sprintf("%s_%d", list[len(list)-1], level-len(list)+2)
}

// isLast reports whether types with the same candidate get a number each.
func (n *typeNaming) isLast(goType string, level int) bool {
	return level >= len(n.candidates(goType))-1
}

// splitGoType cuts "example.com/shop.Page[example.com/shop.Item]" into the import path
// and the name in the package.
func splitGoType(goType string) (path, name string) {
	head, _, _ := strings.Cut(goType, "[")
	slash := strings.LastIndexByte(head, '/') + 1
	dot := strings.IndexByte(head[slash:], '.')
	if dot < 0 {
		return "", goType
	}
	return head[:slash+dot], goType[slash+dot+1:]
}

// nameWords are the parts of a name in a package, without import paths: those of
// "Page[example.com/shop.Item]" are Page and Item.
func nameWords(name string) []string {
	words := strings.FieldsFunc(name, func(c rune) bool { return strings.ContainsRune("[],* ", c) })
	for i, w := range words {
		if i > 0 {
			_, words[i] = splitGoType(w)
		}
	}
	return words
}

// schemaCandidates are the keys of components in AsyncAPI, which are ASCII: "Line",
// "shop.Line", "example.com.app.shop.Line".
func schemaCandidates(goType string) []string {
	path, name := splitGoType(goType)
	name = strings.Join(nameWords(name), "_")
	folder := path[strings.LastIndexByte(path, '/')+1:]
	return mapEach(asciiRune, name, folder+"."+name, strings.ReplaceAll(path, "/", ".")+"."+name)
}

func asciiRune(c rune) rune {
	if c < 128 && (strings.ContainsRune(harmless[:62], c) || strings.ContainsRune(".-_", c)) {
		return c
	}
	return '_'
}

// identifierCandidates are identifiers of TypeScript: "Line", "ShopLine",
// "ExampleComAppShopLine".
func identifierCandidates(goType string) []string {
	path, name := splitGoType(goType)
	name = capitalized(camelCase(nameWords(name)...))
	folder := path[strings.LastIndexByte(path, '/')+1:]
	return mapEach(identifierRune, name, camelCase(folder)+name, camelCase(path)+name)
}

func identifierRune(c rune) rune {
	if unicode.IsLetter(c) || unicode.IsDigit(c) || c == '_' {
		return c
	}
	return '_'
}

// camelCase joins the words of texts. An underscore is part of a word.
func camelCase(texts ...string) (out string) {
	for _, text := range texts {
		for _, word := range strings.FieldsFunc(text, func(c rune) bool { return c != '_' && identifierRune(c) == '_' }) {
			out += capitalized(word)
		}
	}
	return out
}

func capitalized(word string) string {
	first, size := utf8.DecodeRuneInString(word)
	if size == 0 || first == utf8.RuneError || unicode.IsDigit(first) {
		return "T" + word
	}
	return string(unicode.ToUpper(first)) + word[size:]
}

func mapEach(change func(rune) rune, texts ...string) []string {
	for i, text := range texts {
		texts[i] = strings.Map(change, text)
	}
	return texts
}
