package vet

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/tools/go/analysis"
)

// slipFix offers to write the name or key that was meant, if what is written can be
// nothing but a slip, and is written nowhere else. A program applies fixes without a
// person who looks at them, and a name that is nearly another may be a new one.
func (p *busPackage) slipFix(at ast.Expr, written, meant string) []analysis.SuggestedFix {
	if lit, ok := ast.Unparen(at).(*ast.BasicLit); !ok || lit.Kind != token.STRING {
		return nil
	}
	if text, ok := constantString(p.TypesInfo, at); !ok || text != written || !p.isSlip(written, meant) || p.isUsedElsewhere(at, written) {
		return nil
	}
	return replaceLiteral(at, meant)
}

// isSlip reports whether a name differs from the one that was meant only in case and
// separators, or in one word, which is none that programs use: by a letter too many or
// missing, or by two letters swapped. Another letter makes another word too often, as in
// "cache.get" and "cache.set"; so does one at the end, as in "user" and "users"; and
// other digits are another version.
func (p *busPackage) isSlip(written, meant string) bool {
	if foldName(written) == foldName(meant) {
		return true
	}
	w, m, ok := differingWord(written, meant)
	if !ok || hasDigit(w) || hasDigit(m) || w[0] != m[0] || isInflection(w, m) {
		return false
	}
	return isTypo(w, m, 3) && (len(w) != len(m) || isSwap(w, m)) && !isCommonWord(w) && !slices.Contains(p.knownWords(), w)
}

// differingWord returns the one word in which two names differ, in lower case.
func differingWord(a, b string) (inA, inB string, ok bool) {
	as, bs := nameWords(a), nameWords(b)
	if len(as) != len(bs) {
		return "", "", false
	}
	for i := range as {
		if as[i] == bs[i] {
			continue
		}
		if ok || as[i] == "" || bs[i] == "" {
			return "", "", false
		}
		inA, inB, ok = as[i], bs[i], true
	}
	return inA, inB, ok
}

// nameWords splits a name at its separators, and where a capital follows a small letter.
func nameWords(name string) []string {
	var b strings.Builder
	small := false
	for _, c := range name {
		if small && unicode.IsUpper(c) {
			b.WriteByte('.')
		}
		small = unicode.IsLower(c)
		b.WriteRune(unicode.ToLower(c))
	}
	return strings.FieldsFunc(b.String(), func(c rune) bool { return strings.ContainsRune("._-:/", c) })
}

// isSwap reports whether two words of one length have the same letters: [isTypo] then
// has found two that are swapped.
func isSwap(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return string(x) == string(y)
}

// isInflection reports whether one word is the other with a letter at its end that
// changes its form: a plural, a past, a person.
func isInflection(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return len(a)+1 == len(b) && strings.HasPrefix(b, a) && strings.ContainsRune("sdrnyt", rune(b[len(b)-1]))
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// isUsedElsewhere reports whether the text of a literal is also written in another place
// of the package, or used by one that it imports, or declared by one that listens.
func (p *busPackage) isUsedElsewhere(at ast.Expr, text string) bool {
	if slices.Contains(p.importsUse, text) || p.isDeclared(text) || p.lock.listens.declares(text) || slices.Contains(p.listenedNames(), text) {
		return true
	}
	for x := range p.TypesInfo.Types {
		if x == at || x == ast.Unparen(at) {
			continue
		}
		switch x.(type) {
		case *ast.BasicLit, *ast.BinaryExpr, *ast.Ident, *ast.SelectorExpr:
			if other, ok := constantString(p.TypesInfo, x); ok && other == text {
				return true
			}
		}
	}
	return false
}

// knownWords returns the words in the names and fields of known events, sorted.
func (p *busPackage) knownWords() (words []string) {
	for _, known := range []*catalog{p.facts, &p.lock.emits, &p.lock.listens} {
		for i := range known.Contracts {
			words = append(words, nameWords(known.Contracts[i].Name)...)
			for _, f := range known.Contracts[i].Fields {
				words = append(words, nameWords(f.Name)...)
			}
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}
