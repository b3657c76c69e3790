package typehint

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Fingerprint returns 16 hexadecimal digits for the event name and the canonical types
// of its fields: another order or spelling of the same hints gives the same digits. Generated code carries them, so that the bus
// notices a declaration that has changed since. Hints are not resolved: the
// bare name "User" and "example.com/app.User" differ. A hint that does not
// parse counts as it is written.
func Fingerprint(name string, fields map[string]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "1 %q\n", name) // the version of this format
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		typ, err := Canonical(fields[field])
		if err != nil {
			typ = fields[field]
		}
		fmt.Fprintf(&b, "%q %q\n", field, typ)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:8])
}
