package spec

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
)

// specMentions finds the packages that may hold specs, so that most are not checked:
// those that mention EventSpec, or import a package that gives it another name.
type specMentions struct {
	listed  map[string]*listedPackage
	renamed map[string]bool // by import path: whether the package, or one that it imports, gives EventSpec another name
}

func (m *specMentions) mayHoldSpecs(p *listedPackage) bool {
	return m.anyFileMatches(p, func(src []byte) bool { return bytes.Contains(src, []byte("EventSpec")) }) || m.givesOtherName(p.ImportPath)
}

// aliasDeclaration matches the declaration of a type such as Spec = events.EventSpec, or
// Specs []*events.EventSpec, or of a map; lines in structs that look the same do no harm.
var aliasDeclaration = regexp.MustCompile(`(?m)^\s*(type\s+)?\w+\s*=?\s*((\[\w*\]|map\[\w+\])\s*)*\*?(\w+\.)?EventSpec\s*(//.*)?$`)

func (m *specMentions) givesOtherName(path string) bool {
	p := m.listed[path]
	if p == nil || p.Standard {
		return false
	}
	if known, ok := m.renamed[path]; ok {
		return known
	}
	m.renamed[path] = false // ends an import cycle
	direct, found := false, false
	for _, imp := range p.Imports {
		direct = direct || imp == EventsPath
		found = found || imp != EventsPath && m.givesOtherName(imp)
	}
	found = found || direct && m.anyFileMatches(p, aliasDeclaration.Match)
	m.renamed[path] = found
	return found
}

func (m *specMentions) anyFileMatches(p *listedPackage, match func(src []byte) bool) bool {
	for _, name := range append(append([]string{}, p.GoFiles...), p.CgoFiles...) {
		src, err := os.ReadFile(filepath.Join(p.Dir, name))
		if err == nil && match(src) && (name != FileName || !IsGenerated(src)) {
			return true
		}
	}
	return false
}
