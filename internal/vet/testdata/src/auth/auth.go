package auth // want package:`events\(user.login user.logout\)`

import (
	"net/netip"
	"time"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

type Role string

type Level string

func (l *Level) UnmarshalText(text []byte) error { return nil }

type Device struct {
	Name string `json:"name"`
}

var Emits = []events.EventSpec{{
	Name: "user.login",
	Payload: events.Schema{
		"user_id":  "int64",
		"username": "str",
		"ip":       "*net/netip.Addr",
		"at":       "*datetime",
		"role":     "*Role",
		"level":    "*Level",
		"device":   "*Device",
		"tags":     "*[]string",
		"extra":    "*dict",
		"small":    "*int8",
		"ratio":    "*float32",
		"raw":      "*bytes",
		"any":      "*any",
		"ok":       "*bool",
	},
}, {
	Name: "user.logout",
}}

type UserLogin struct {
	UserID   int64           `json:"user_id"`
	Username string          `json:"username"`
	IP       *netip.Addr     `json:"ip,omitempty"`
	At       *time.Time      `json:"at,omitempty"`
	Role     *Role           `json:"role,omitempty"`
	Level    *Level          `json:"level,omitempty"`
	Device   *Device         `json:"device,omitempty"`
	Tags     *[]string       `json:"tags,omitempty"`
	Extra    *map[string]any `json:"extra,omitempty"`
	Small    *int8           `json:"small,omitempty"`
	Ratio    *float32        `json:"ratio,omitempty"`
	Raw      *[]byte         `json:"raw,omitempty"`
	Any      *any            `json:"any,omitempty"`
	OK       *bool           `json:"ok,omitempty"`
}

type UserLogout struct{}

var UserLoginTopic = typed.Generated("user.login", typed.Codec[UserLogin]{})

var UserLogoutTopic = typed.Generated("user.logout", typed.Codec[UserLogout]{})
