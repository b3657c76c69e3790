package admin

import (
	"bytes"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"
)

// hiddenText is shown in place of a hidden value.
const hiddenText = "[hidden]"

// maxNameLength is the number of bytes up to which the name of a field is
// examined.
const maxNameLength = 256

// A redactor hides secrets: values whose names suggest a secret. It is safe for
// concurrent use.
type redactor struct {
	parts [][]byte     // of secret names, in lower case
	steps atomic.Int64 // runes examined so far: tests read the cost of a request here
}

func newRedactor(hide []string) *redactor {
	r := &redactor{}
	for _, part := range append(secretParts, hide...) {
		if part != "" {
			r.parts = append(r.parts, appendLetters(nil, part))
		}
	}
	return r
}

// secretParts make a name secret if its letters contain one of them:
// "oldPassword2".
var secretParts = []string{
	"password", "passwd", "passphrase", "passcode", "secret", "token", "credential", "authorization", "authentication",
	"cookie", "session", "apikey", "accesskey", "privatekey", "signingkey", "encryptionkey", "masterkey", "bearer", "csrf", "xsrf",
}

// secretWords make a name secret only as a separate word: "pin" is in "spinning",
// and "key" in "monkey".
var secretWords = map[string]bool{
	"key": true, "keys": true, "pin": true, "otp": true, "totp": true, "mfa": true, "pwd": true, "pw": true, "pass": true, "auth": true,
	"jwt": true, "sid": true, "cvv": true, "cvc": true, "ssn": true, "iban": true, "salt": true, "hash": true, "signature": true,
	"nonce": true, "seed": true, "mnemonic": true, "cert": true, "private": true,
}

// isSecretName reports whether the name of a field suggests a secret. It allocates
// nothing: some texts have a name in every second byte.
func (r *redactor) isSecretName(name string) bool {
	if name == "" {
		return false
	}
	if len(name) > maxNameLength {
		return true // no real field has such a name: hide it without a look
	}
	r.steps.Add(int64(len(name)))
	var room [maxNameLength]byte
	joined := appendLetters(room[:0], name)
	for _, part := range r.parts {
		if bytes.Contains(joined, part) {
			return true
		}
	}
	return hasSecretWord(name)
}

// appendLetters appends the letters of a name in lower case, so that "pass_word"
// is "password".
func appendLetters(to []byte, name string) []byte {
	for _, c := range name {
		if unicode.IsLetter(c) {
			to = utf8.AppendRune(to, unicode.ToLower(c))
		}
	}
	return to
}

// hasSecretWord splits a name into words, also at camel case ("userPIN2Hash" is
// "user", "PIN" and "Hash"), and reports whether one of them is secret.
func hasSecretWord(name string) bool {
	var room [maxNameLength]byte
	word, before := room[:0], rune(0)
	for i, c := range name {
		if !unicode.IsLetter(c) || beginsWord(before, c, name[i:]) {
			if secretWords[string(word)] {
				return true
			}
			word = word[:0]
		}
		if unicode.IsLetter(c) {
			word = utf8.AppendRune(word, unicode.ToLower(c))
		}
		before = c
	}
	return secretWords[string(word)]
}

// beginsWord reports whether the upper-case letter c begins a word: after a
// lower-case letter, or before one, as the H in "PINHash". rest is the name from c
// on.
func beginsWord(before, c rune, rest string) bool {
	if before == 0 || !unicode.IsUpper(c) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(rest[utf8.RuneLen(c):])
	return !unicode.IsUpper(before) || unicode.IsLower(next)
}

// redact hides the secrets of a text, such as an error. A text has no field names,
// but people write them into it: "password=hunter2", "Authorization: Bearer …",
// "https://ada:pw@host". whole is false if the end of the text was cut off.
//
// It takes time linear in the length of the text, whatever it says: each of the
// four finders goes through it once, from left to right.
func (r *redactor) redact(text string, whole bool) string {
	for _, find := range []secretFinder{findMisfit, findCredential, findLogin, r.findValue} {
		text = r.hideFound(text, whole, find)
	}
	return text
}

// A secretFinder returns the first secret that begins at i or later. from is
// negative if there is none.
type secretFinder func(s *textScanner, i int) (from, to int)

// hideFound replaces every secret that find finds.
func (r *redactor) hideFound(text string, whole bool, find secretFinder) string {
	s := textScanner{text: text, whole: whole}
	var out strings.Builder
	at := 0
	for {
		from, to := find(&s, at)
		if from < 0 {
			break
		}
		out.WriteString(text[at:from])
		out.WriteString(hiddenText)
		at = to
	}
	r.steps.Add(int64(s.steps))
	if at == 0 {
		return text
	}
	out.WriteString(text[at:])
	return out.String()
}

// cleanText hides the secrets of a text, cuts it, and makes it valid UTF-8. It
// reads twice as many bytes as it shows, however long the text is. Cutting it
// before redaction shows no half of a secret: the text before a secret is what
// marks it, with one exception that the redactor knows, a login in an address.
func (r *redactor) cleanText(text string) string {
	if text == "" { // most listeners have not failed
		return ""
	}
	return cutText(r.redactStart(text, 2*maxErrorText), maxErrorText)
}

// redactStart redacts the first n bytes of a text.
func (r *redactor) redactStart(text string, n int) string {
	start := firstBytes(text, n)
	if len(start) == len(text) {
		return r.redact(strings.ToValidUTF8(text, "\uFFFD"), true)
	}
	return r.redact(strings.ToValidUTF8(start, "\uFFFD"), false) + "…"
}
