package admin

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A textScanner examines a text for a secretFinder. Finders move through the text
// with its methods only, which count the runes that they examine.
type textScanner struct {
	text  string
	whole bool // the text was not cut at its end
	steps int
}

// skipClass returns the end of the runes of a class that begin at i.
func (s *textScanner) skipClass(i int, class func(rune) bool) int {
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

// isClass reports whether the rune at i belongs to a class.
func (s *textScanner) isClass(i int, class func(rune) bool) bool {
	c, size := utf8.DecodeRuneInString(s.text[i:])
	s.steps++
	return size > 0 && class(c)
}

// indexAfter returns the end of the first occurrence of part at i or later, or -1.
func (s *textScanner) indexAfter(i int, part string) int {
	at := strings.Index(s.text[i:], part)
	if at < 0 {
		s.steps += len(s.text) - i
		return -1
	}
	s.steps += at + len(part)
	return i + at + len(part)
}

// hasPrefixAt reports whether part is at i, and where it ends.
func (s *textScanner) hasPrefixAt(i int, part string) (end int, ok bool) {
	return i + len(part), strings.HasPrefix(s.text[i:], part)
}

// quotedEnd returns the end of the quoted text that begins at i. Without a closing
// quote it is the end of the text: otherwise half a secret would be shown. A
// doubled quote, as in SQL, does not close it.
func (s *textScanner) quotedEnd(i int) int {
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

// findMisfit finds a value of a payload that a *events.PayloadError quotes: the
// part after the types in `want int64, have string ("…")`.
func findMisfit(s *textScanner, i int) (from, to int) {
	for i = s.indexAfter(i, "want "); i >= 0; i = s.indexAfter(i, "want ") {
		want := s.skipClass(i, isWord)
		have, ok := s.hasPrefixAt(want, " have ")
		if !ok || want < i+2 || s.text[want-1] != ',' {
			continue
		}
		end := s.skipClass(have, isWord)
		if from, ok = s.hasPrefixAt(end, " "); !ok || end == have {
			continue
		}
		if to = s.misfitEnd(from); to > from {
			return from, to
		}
	}
	return -1, -1
}

// misfitEnd returns the end of the value that a *events.PayloadError quotes.
func (s *textScanner) misfitEnd(i int) int {
	quote, ok := s.hasPrefixAt(i, `("`)
	if !ok {
		return s.skipClass(i, isWord)
	}
	end := s.quotedEnd(quote - 1)
	if closed, ok := s.hasPrefixAt(end, ")"); ok {
		return closed
	}
	return end
}

// findCredential finds the text after the name of an HTTP authentication scheme:
// "Basic …".
func findCredential(s *textScanner, i int) (from, to int) {
	for ; i < len(s.text); i++ {
		s.steps++
		scheme := s.schemeEnd(i)
		if scheme == i {
			continue
		}
		if from = s.skipClass(scheme, isSpace); from == scheme {
			continue
		}
		if to = s.skipClass(from, isCredential); to > from {
			return from, to
		}
	}
	return -1, -1
}

// schemeEnd returns the end of the name of a scheme at i, or i if there is none.
func (s *textScanner) schemeEnd(i int) int {
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

// findLogin finds the user and password of an address: "://ada:pw@host". The last
// @ ends them, since a password may contain one. If the text was cut, the @ may be
// missing: then everything to the end may be a password.
func findLogin(s *textScanner, i int) (from, to int) {
	for i = s.indexAfter(i, "://"); i >= 0; i = s.indexAfter(i, "://") {
		end := s.skipClass(i, isAuthority)
		if end == len(s.text) && !s.whole && end > i {
			return i, end
		}
		if at := strings.LastIndexByte(s.text[i:end], '@'); at > 0 {
			return i, i + at
		}
	}
	return -1, -1
}

// findValue finds the value of a name that suggests a secret. The value of any
// other name may itself be a pair: "error: token=…".
func (r *redactor) findValue(s *textScanner, i int) (from, to int) {
	for {
		name := s.skipClass(i, noNameRune)
		end := s.skipClass(name, isNameRune)
		if name == end {
			return -1, -1
		}
		value := s.valueStart(end)
		if value < 0 {
			i = end
			continue
		}
		if i = value; r.isSecretName(s.text[name:end]) {
			return value, s.valueEnd(value)
		}
	}
}

// valueStart returns where the value of the name that ends at i begins, or -1.
func (s *textScanner) valueStart(i int) int {
	i = s.skipClass(i, isBackslash) // escapes of a quote in a quoted text: {\"password\":\"…\"}
	for _, mark := range []string{`"`, "'", "]"} {
		if end, ok := s.hasPrefixAt(i, mark); ok {
			i = end
		}
	}
	i = s.skipClass(i, isSpace)
	for _, mark := range []string{":=", "=>", ":", "="} {
		if end, ok := s.hasPrefixAt(i, mark); ok {
			if value := s.skipClass(end, isSpace); s.isClass(value, isBareValue) {
				return value
			}
		}
	}
	return -1
}

// valueEnd returns the end of the value at i.
func (s *textScanner) valueEnd(i int) int {
	quote := s.skipClass(i, isBackslash)
	switch {
	case !s.isClass(quote, isQuote):
		return s.skipClass(i, isBareValue)
	case quote == i:
		return s.quotedEnd(i)
	}
	if end := s.indexAfter(quote+1, s.text[quote:quote+1]); end >= 0 {
		return end
	}
	return len(s.text)
}
