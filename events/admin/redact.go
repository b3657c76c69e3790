package admin

import (
	"regexp"
	"strings"
	"unicode"
)

// hidden stands where a value is not shown.
const hidden = "[hidden]"

// inside are what makes a name secret wherever it stands in it: "oldPassword2".
var inside = []string{
	"password", "passwd", "passphrase", "passcode", "secret", "token", "credential", "authorization", "authentication",
	"cookie", "session", "apikey", "accesskey", "privatekey", "signingkey", "encryptionkey", "masterkey", "bearer", "csrf", "xsrf",
}

// words are what makes a name secret only as a word of its own: "pin" is in
// "spinning", "key" in "monkey".
var words = map[string]bool{
	"key": true, "keys": true, "pin": true, "otp": true, "totp": true, "mfa": true, "pwd": true, "pw": true, "pass": true, "auth": true,
	"jwt": true, "sid": true, "cvv": true, "cvc": true, "ssn": true, "iban": true, "salt": true, "hash": true, "signature": true,
	"nonce": true, "seed": true, "mnemonic": true, "cert": true, "private": true,
}

// sensitive reports whether a field's name speaks of a secret.
func sensitive(name string, more []string) bool {
	if len(name) > 256 {
		return true // nobody calls a field so: rather hide it than read it
	}
	small := strings.ToLower(name)
	joined := strings.Map(letters, small)
	for _, part := range inside {
		if strings.Contains(joined, part) {
			return true
		}
	}
	for _, part := range more {
		if part != "" && strings.Contains(joined, strings.Map(letters, strings.ToLower(part))) {
			return true
		}
	}
	for word := range strings.FieldsFuncSeq(spaced(name), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if words[strings.ToLower(word)] {
			return true
		}
	}
	return false
}

// letters drops what is none, so that "pass_word" is "password".
func letters(r rune) rune {
	if unicode.IsLetter(r) {
		return r
	}
	return -1
}

// spaced puts a space before each word of a name in camel case: "userPIN2Hash"
// is "user PIN2 Hash".
func spaced(name string) string {
	runes := []rune(name)
	var out strings.Builder
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			out.WriteByte(' ')
		}
		out.WriteRune(r)
	}
	return out.String()
}

// Texts, such as errors, have no field names, but people write them in:
// "password=hunter2", "Authorization: Bearer …", "https://ada:pw@host".
var (
	bearers = regexp.MustCompile(`(?i)\b(bearer|basic|digest)\s+[^\s"',;]+`)
	misfits = regexp.MustCompile(`(want \S+, have \S+) (?:\("(?:[^"\\]|\\.)*"?\)?|\S+)`)
	logins  = regexp.MustCompile(`://[^/\s@]+@`)
	pairs   = regexp.MustCompile(`(?i)([\p{L}\d_.-]+)("?'?\]?\s*(?::=|=>|[:=])\s*)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;&})\]]+)`)
)

// redactText hides what a text says after a secret's name, and what a
// *events.PayloadError quotes of a payload.
func redactText(text string, more []string) string {
	text = misfits.ReplaceAllString(text, "$1 "+hidden)
	text = bearers.ReplaceAllString(text, "$1 "+hidden)
	text = logins.ReplaceAllString(text, "://"+hidden+"@")
	var out strings.Builder
	for {
		m := pairs.FindStringSubmatchIndex(text)
		if m == nil {
			return out.String() + text
		}
		name, value := text[m[2]:m[3]], m[6] // where it begins; it may be a pair itself: "error: token=…"
		out.WriteString(text[:value])
		if sensitive(name, more) {
			out.WriteString(hidden)
			value = m[7]
		}
		text = text[value:]
	}
}
