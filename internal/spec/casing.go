package spec

import "github.com/fastpluggy/eventbus/internal/goname"

// GoName returns the exported Go name for an event or a field: "user.login"
// gives UserLogin, "user_id" and "userId" give UserID. It reports false where
// none can be made, as for "2fa" or "_".
func GoName(name string) (string, bool) { return goname.Of(name) }

// IsExported reports whether name is an exported identifier in plain ASCII.
func IsExported(name string) bool { return goname.IsExported(name) }
