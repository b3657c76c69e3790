package eventname

import "strings"

// Near returns the name in among that name was probably meant to be, and whether there
// is one. It is at most two edits away, or a quarter of the length of name if that is
// more, and short words must be nearer, because two edits make another word of them. An
// edit adds, drops or replaces a byte, or swaps two neighbours. The comparison ignores
// case. Ties are broken alphabetically, so the order of among does not matter. The name
// itself is never the answer, and a name of more than 255 bytes has none. The time is
// proportional to the length of all names.
func Near(name string, among []string) (string, bool) {
	if len(name) == 0 || len(name) > maxName {
		return "", false
	}
	best, bestDist := "", -1
	folded := strings.ToLower(name)
	for _, other := range among {
		d, ok := editsIfNear(folded, strings.ToLower(other))
		if !ok || other == name {
			continue
		}
		if bestDist < 0 || d < bestDist || d == bestDist && other < best {
			best, bestDist = other, d
		}
	}
	return best, bestDist >= 0
}

// editsIfNear returns the number of edits between two names, and whether it is small.
func editsIfNear(a, b string) (int, bool) {
	limit := max(2, len(a)/4)
	if len(b) > len(a)+limit || len(a) > len(b)+limit {
		return 0, false
	}
	d := editDistance(a, b)
	// In a short word a second edit makes another word: "user" is not "str".
	return d, d <= limit && 3*d <= max(len(a), len(b))+1
}

// editDistance counts the edits from a to b: insertions, deletions, replacements and
// swaps of neighbours. A swapped byte is not edited again.
func editDistance(a, b string) int {
	before, prev, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(prev[j]+cost, prev[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, prev, row = prev, row, before
	}
	return prev[len(b)]
}
