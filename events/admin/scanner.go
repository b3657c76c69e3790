package admin

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A scanner looks at a text for a finder. Finders move through it by the
// methods alone, which count what they look at.
type scanner struct {
	text  string
	whole bool // the text was not cut at its end
	steps int
}

// skip returns where the runes of a class that begin at i end.
func (s *scanner) skip(i int, class func(rune) bool) int {
	for i < len(s.text) {
		c, size := utf8.DecodeRuneInString(s.text[i:])
		s.steps++
		if !class(c) {
			break
		}
		i += size
	}
	return i
}

// is reports whether the rune at i is of a class.
func (s *scanner) is(i int, class func(rune) bool) bool {
	c, size := utf8.DecodeRuneInString(s.text[i:])
	s.steps++
	return size > 0 && class(c)
}

// after returns where the first part at i or after it ends, or -1.
func (s *scanner) after(i int, part string) int {
	at := strings.Index(s.text[i:], part)
	if at < 0 {
		s.steps += len(s.text) - i
		return -1
	}
	s.steps += at + len(part)
	return i + at + len(part)
}

// at reports whether a part is at i, and where it ends.
func (s *scanner) at(i int, part string) (end int, ok bool) {
	return i + len(part), strings.HasPrefix(s.text[i:], part)
}

// quoted returns where the quoted text at i ends. A quote that nobody closes
// goes on to the end: half a secret would be shown otherwise. One that is closed
// and opened again at once goes on too, as in SQL.
func (s *scanner) quoted(i int) int {
	quote := s.text[i]
	for i++; i < len(s.text); i++ {
		s.steps++
		switch s.text[i] {
		case '\\':
			i++
		case quote:
			if i+1 == len(s.text) || s.text[i+1] != quote {
				return i + 1
			}
			i++
		}
	}
	return len(s.text)
}

func isSpace(c rune) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'
}

func isBackslash(c rune) bool { return c == '\\' }

func isQuote(c rune) bool { return c == '"' || c == '\'' }

func isWord(c rune) bool { return !isSpace(c) }

func isNameRune(c rune) bool {
	return '0' <= c && c <= '9' || c == '_' || c == '.' || c == '-' || unicode.IsLetter(c)
}

func noNameRune(c rune) bool { return !isNameRune(c) }

func isBareValue(c rune) bool { return !isSpace(c) && !strings.ContainsRune(",;&})]", c) }

func isCredential(c rune) bool { return !isSpace(c) && !strings.ContainsRune(`"',;`, c) }

func isAuthority(c rune) bool { return !isSpace(c) && c != '/' }

// findMisfit finds what a *events.PayloadError quotes of a payload: the part
// after the types in `want int64, have string ("…")`.
func findMisfit(s *scanner, i int) (from, to int) {
	for i = s.after(i, "want "); i >= 0; i = s.after(i, "want ") {
		want := s.skip(i, isWord)
		have, ok := s.at(want, " have ")
		if !ok || want < i+2 || s.text[want-1] != ',' {
			continue
		}
		end := s.skip(have, isWord)
		if from, ok = s.at(end, " "); !ok || end == have {
			continue
		}
		if to = s.misfitEnd(from); to > from {
			return from, to
		}
	}
	return -1, -1
}

func (s *scanner) misfitEnd(i int) int {
	quote, ok := s.at(i, `("`)
	if !ok {
		return s.skip(i, isWord)
	}
	end := s.quoted(quote - 1)
	if closed, ok := s.at(end, ")"); ok {
		return closed
	}
	return end
}

// findCredential finds what comes after the name of a scheme of HTTP: "Basic …".
func findCredential(s *scanner, i int) (from, to int) {
	for ; i < len(s.text); i++ {
		s.steps++
		scheme := s.scheme(i)
		if scheme == i {
			continue
		}
		if from = s.skip(scheme, isSpace); from == scheme {
			continue
		}
		if to = s.skip(from, isCredential); to > from {
			return from, to
		}
	}
	return -1, -1
}

// scheme returns where the name of a scheme at i ends, and i if there is none.
func (s *scanner) scheme(i int) int {
	if i > 0 && isASCIIWord(s.text[i-1]) {
		return i
	}
	for _, name := range []string{"bearer", "basic", "digest"} {
		if end := i + len(name); end <= len(s.text) && strings.EqualFold(s.text[i:end], name) {
			return end
		}
	}
	return i
}

func isASCIIWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// findLogin finds the name and password of an address: "://ada:pw@host". The
// last @ ends them, since a password may have one. At the end of a text that
// was cut the @ may be gone: all that is left of the address may be a password.
func findLogin(s *scanner, i int) (from, to int) {
	for i = s.after(i, "://"); i >= 0; i = s.after(i, "://") {
		end := s.skip(i, isAuthority)
		if end == len(s.text) && !s.whole && end > i {
			return i, end
		}
		if at := strings.LastIndexByte(s.text[i:end], '@'); at > 0 {
			return i, i + at
		}
	}
	return -1, -1
}

// findValue finds the value of a name that speaks of a secret. The value of
// another name may be a pair itself: "error: token=…".
func (r *redactor) findValue(s *scanner, i int) (from, to int) {
	for {
		name := s.skip(i, noNameRune)
		end := s.skip(name, isNameRune)
		if name == end {
			return -1, -1
		}
		value := s.value(end)
		if value < 0 {
			i = end
			continue
		}
		if i = value; r.sensitive(s.text[name:end]) {
			return value, s.valueEnd(value)
		}
	}
}

// value returns where the value of the name that ends at i begins, or -1.
func (s *scanner) value(i int) int {
	i = s.skip(i, isBackslash) // of a quote that is itself quoted: {\"password\":\"…\"}
	for _, mark := range []string{`"`, "'", "]"} {
		if end, ok := s.at(i, mark); ok {
			i = end
		}
	}
	i = s.skip(i, isSpace)
	for _, mark := range []string{":=", "=>", ":", "="} {
		if end, ok := s.at(i, mark); ok {
			if value := s.skip(end, isSpace); s.is(value, isBareValue) {
				return value
			}
		}
	}
	return -1
}

func (s *scanner) valueEnd(i int) int {
	quote := s.skip(i, isBackslash)
	switch {
	case !s.is(quote, isQuote):
		return s.skip(i, isBareValue)
	case quote == i:
		return s.quoted(i)
	}
	if end := s.after(quote+1, s.text[quote:quote+1]); end >= 0 {
		return end
	}
	return len(s.text)
}
