package vet

import "strings"

// minTypoLength is the length of the shortest event name that is taken for a typo. A
// shorter one is one edit away from too many others.
const minTypoLength = 6

// likelyTypo returns the first of names that one typo turns into name. It is far
// stricter than [eventname.Near], which serves names that are known to be wrong:
// "user.profile_created" and "user.profile_updated" are near, and both are meant.
// No name that is shorter than shortest is a typo.
func likelyTypo(name string, names []string, shortest int) (string, bool) {
	for _, n := range names {
		if isTypo(name, n, shortest) {
			return n, true
		}
	}
	return "", false
}

// isTypo reports whether a and b differ by case and separators only, by two
// neighbours swapped, or by one byte too many, missing or wrong. Versions differ
// in digits, and are not typos.
func isTypo(a, b string, shortest int) bool {
	if min(len(a), len(b)) < shortest {
		return false
	}
	if foldName(a) == foldName(b) {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	p := commonPrefix(a, b)
	switch {
	case len(a) == len(b) && a[p+1:] == b[p+1:]:
		return !isDigit(a[p]) && !isDigit(b[p])
	case len(a) == len(b):
		return p+2 <= len(a) && a[p] == b[p+1] && a[p+1] == b[p] && a[p+2:] == b[p+2:] &&
			!(isDigit(a[p]) && isDigit(a[p+1]))
	default:
		return a[p:] == b[p+1:] && !isDigit(b[p])
	}
}

// commonPrefix returns the length of the longest common prefix of a, the
// shorter, and b.
func commonPrefix(a, b string) int {
	p := 0
	for p < len(a) && a[p] == b[p] {
		p++
	}
	return p
}

// foldName removes what is easily overlooked: case and separators.
func foldName(s string) string {
	return strings.ToLower(strings.NewReplacer(".", "", "_", "", "-", "").Replace(s))
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
