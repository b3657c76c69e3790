package eventname

import "strings"

// initialisms are the words that are written in capitals. The table must not change: a
// new word would rename what users' code already calls.
var initialisms = map[string]string{
	"ids": "IDs", "urls": "URLs",
}

func init() {
	const words = "ACL API ASCII CPU CSS DNS EOF GUID HTML HTTP HTTPS ID IP JSON QPS RAM RPC SLA SMTP " +
		"SQL SSH TCP TLS TTL UDP UI UID URI URL UTF8 UUID VM XML XMPP XSRF XSS"
	for word := range strings.FieldsSeq(words) {
		initialisms[strings.ToLower(word)] = word
	}
}

// GoName returns the exported Go name for an event or a field: "user.login"
// gives UserLogin, "user_id" and "userId" give UserID. It reports false if the
// name gives none, as with "2fa" or "_".
func GoName(name string) (string, bool) {
	var b strings.Builder
	for _, word := range splitWords(name) {
		b.WriteString(titleCase(word))
	}
	goName := b.String()
	return goName, IsExported(goName)
}

// IsExported reports whether name is an exported identifier in plain ASCII.
func IsExported(name string) bool {
	for i := range len(name) {
		c := name[i]
		if i == 0 && !isUpper(c) || !isUpper(c) && !isLower(c) && !isDigit(c) && c != '_' {
			return false
		}
	}
	return name != ""
}

// splitWords splits at separators and before a capital that follows a small letter or a digit.
func splitWords(name string) []string {
	var list []string
	start := 0
	cut := func(end int) {
		if start < end {
			list = append(list, name[start:end])
		}
	}
	for i := range len(name) {
		c := name[i]
		switch {
		case c == '.' || c == '_' || c == '-':
			cut(i)
			start = i + 1
		case i > start && isUpper(c) && !isUpper(name[i-1]):
			cut(i)
			start = i
		}
	}
	cut(len(name))
	return list
}

func titleCase(word string) string {
	if fixed, ok := initialisms[strings.ToLower(word)]; ok {
		return fixed
	}
	if isLower(word[0]) {
		return string(word[0]-'a'+'A') + word[1:]
	}
	return word
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }
