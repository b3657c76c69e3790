package values // want package:`events\(user.login user.logout\)`

import (
	"auth"
	"context"
	"net/netip"
	"time"

	"github.com/fastpluggy/eventbus/events"
)

type count int

type tree []tree

func login(ctx context.Context, b *events.Bus, key string, value any) {
	_ = b.Emit(ctx, "user.login", events.Payload{key: "", "user_id": value})
}

func numbers(ctx context.Context, b *events.Bus, i int, u uint, u32 uint32, i64 int64, c count, key string) {
	const id = 7
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "user_id": i64})
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "user_id": 3})               // want `field "user_id" of event "user.login" is declared int64 \(auth/auth.go:22\), and 3 is an int: typed listeners get 3, untyped ones an int; write int64\(3\)`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "user_id": id})              // want `write int64\(id\)`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "user_id": 3.0})             // want `3.0 is a float64: typed listeners get one, untyped ones a float64; write int64\(3.0\)`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "user_id": 3.5})             // want `and 3.5 is a float64, which no listener can read as one; pass an int64`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "user_id": uint64(1) << 63}) // want `is a uint64, which no listener can read as one`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "user_id": i})               // want `and i is an int: typed listeners get one, untyped ones an int; write int64\(i\)`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "user_id": u32})             // want `write int64\(u32\)`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "user_id": u})               // want `u is a uint: typed listeners get one only if that loses nothing, untyped ones a uint; pass an int64`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "user_id": c})               // want `c is a count: typed listeners get one, untyped ones a count; write int64\(c\)`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "user_id": &i64})            // want `is a \*int64: typed listeners get one only if it is not nil, untyped ones a \*int64; pass what it points at`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "user_id": nil})             // want `no listener can read one from nil; set it, or declare it "\*int64"`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "user_id": "3"})             // want `and "3" is a string, which no listener can read as one; pass an int64`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "small": 127})               // want `write int8\(127\)`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "small": -128})              // want `write int8\(-128\)`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "small": 128})               // want `128 is an int, which no listener can read as one`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "small": -129})              // want `-129 is an int, which no listener can read as one`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "ratio": 0.5})               // want `write float32\(0.5\)`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "ratio": 0.1})               // want `0.1 is a float64, which no listener can read as one; pass a float32`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "ratio": 1 << 24})           // want `write float32\(1 << 24\)`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "ratio": 1<<24 + 1})         // want `which no listener can read as one`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "ok": 1})                    // want `1 is an int, which no listener can read as one; pass a bool`
}

func others(ctx context.Context, b *events.Bus, s string, x any, t time.Time, p events.Payload, key string, role auth.Role, names []any) {
	at := time.Now()
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "user_id": x, "any": 3, "at": t, "role": role, "tags": []string{}, "raw": []byte(s)})
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "ip": nil, "at": &at, "device": &auth.Device{}, "extra": nil})
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "ip": netip.Addr{}, "device": auth.Device{}, "extra": map[string]any{}})
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "at": s})                      // want `is declared time.Time \(auth/auth.go:22\), and s is a string: typed listeners get one only if the text can be read as one, untyped ones a string; pass a time.Time`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "at": "2026-11-25"})           // want `is a string, which no listener can read as one; pass a time.Time`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "at": "2026-11-25T10:00:00Z"}) // want `typed listeners get one, untyped ones a string; pass a time.Time`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "at": t.Unix()})               // want `t.Unix\(\) is an int64, which no listener can read as one`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "raw": "not base64"})          // want `which no listener can read as one; pass a \[\]byte`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "ip": s})                      // want `pass a net/netip.Addr`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "role": "admin"})              // want `is declared auth.Role \(auth/auth.go:22\), and "admin" is a string: typed listeners get one, untyped ones a string; write auth.Role\("admin"\)`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "username": role})             // want `write string\(role\)`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "extra": p})                   // want `p is a github.com/fastpluggy/eventbus/events.Payload: typed listeners get one, untyped ones a .*Payload; write map\[string\]any\(p\)`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "device": map[string]any{}})   // want `emitted without "device.name" \(string\)`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "tags": []int{1}})             // want `which no listener can read as one; pass a \[\]string`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "tags": tree{}})               // want `which no listener can read as one; pass a \[\]string`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "level": s})                   // want `typed listeners get one only if the text can be read as one, untyped ones a string; pass an auth.Level`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "level": "high"})              // want `pass an auth.Level`
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "tags": names})                // what is in it can't be known
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "username": func() {}})        // want `is a func\(\), which no listener can read as one`
}

func generic[T any](ctx context.Context, b *events.Bus, v T, key string) {
	_ = b.Emit(ctx, "user.login", events.Payload{key: 0, "user_id": v})
}
