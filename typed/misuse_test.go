package typed_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/fastpluggy/eventbus/events"
	"github.com/fastpluggy/eventbus/typed"
)

type (
	left  struct{ Twin int }
	right struct{ Twin int }
)

type lowercase struct{ N int }

// Misuse of NewTopic panics, and the message names the topic, the place and the remedy.
func TestNewTopicMisusePanics(t *testing.T) {
	type (
		hands[T any] struct {
			Field T `json:"field"`
		}
		badName struct {
			Größe int
		}
		badTag struct {
			Field int `json:"a b"`
		}
		twins struct {
			left
			right
		}
		tagged struct {
			A int `json:"B"`
			B int
		}
	)
	for name, tt := range map[string]struct {
		do    func()
		words []string
	}{
		"no struct":     {func() { typed.NewTopic[int]("a.b") }, []string{"NewTopic[int]", `"a.b"`, "wrap the value"}},
		"pointer":       {func() { typed.NewTopic[*login]("a.b") }, []string{"NewTopic[*typed_test.login]", "a payload is a struct"}},
		"map":           {func() { typed.NewTopic[events.Payload]("a.b") }, []string{"a payload is a struct"}},
		"interface":     {func() { typed.NewTopic[any]("a.b") }, []string{"a payload is a struct"}},
		"bad name":      {func() { typed.NewTopic[login]("user..login") }, []string{`NewTopic("user..login")`, "empty segment", "one dot"}},
		"no name":       {func() { typed.NewTopic[login]("") }, []string{"is empty", `"user.login"`}},
		"wildcard":      {func() { typed.NewTopic[login]("user.*") }, []string{"wildcard", "OnNamespace"}},
		"long name":     {func() { typed.NewTopic[login](strings.Repeat("x", 1<<20)) }, []string{"1048576 bytes", "at most 255"}},
		"generated":     {func() { typed.Generated("a b", typed.Codec[login]{}) }, []string{`Generated("a b")`, "allowed are"}},
		"chan":          {func() { typed.NewTopic[hands[chan int]]("a.b") }, []string{"field Field", "chan", `json:"-"`}},
		"func":          {func() { typed.NewTopic[hands[func()]]("a.b") }, []string{"field Field", "func"}},
		"complex":       {func() { typed.NewTopic[hands[complex64]]("a.b") }, []string{"field Field", "complex64"}},
		"uintptr":       {func() { typed.NewTopic[hands[uintptr]]("a.b") }, []string{"field Field", "uintptr"}},
		"error":         {func() { typed.NewTopic[hands[error]]("a.b") }, []string{"field Field", "error"}},
		"array":         {func() { typed.NewTopic[hands[[3]int]]("a.b") }, []string{"field Field", "[]"}},
		"int keys":      {func() { typed.NewTopic[hands[map[int]string]]("a.b") }, []string{"field Field", "map[string]"}},
		"pointer twice": {func() { typed.NewTopic[hands[**int]]("a.b") }, []string{"field Field", "**int"}},
		"nested chan":   {func() { typed.NewTopic[hands[[]map[string]chan int]]("a.b") }, []string{"field Field", "chan"}},
		"inline":        {func() { typed.NewTopic[hands[struct{ A int }]]("a.b") }, []string{"field Field", "struct"}},
		"unexported":    {func() { typed.NewTopic[hands[lowercase]]("a.b") }, []string{"field Field", "lowercase"}},
		"generic":       {func() { typed.NewTopic[hands[hands[int]]]("a.b") }, []string{"field Field", "hands"}},
		"go name":       {func() { typed.NewTopic[badName]("a.b") }, []string{"field Größe", "json tag"}},
		"tag":           {func() { typed.NewTopic[badTag]("a.b") }, []string{"field Field", `"a b"`, "json tag"}},
		"twins":         {func() { typed.NewTopic[twins]("a.b") }, []string{"Twin", "another json tag"}},
		"same tag":      {func() { typed.NewTopic[tagged]("a.b") }, []string{"A and B", `both "B"`, "another json tag"}},
		"nil option":    {func() { typed.NewTopic[login]("a.b", nil) }, []string{`"a.b"`, "nil option", "leave it out"}},
	} {
		t.Run(name, func(t *testing.T) { panics(t, tt.do, tt.words...) })
	}
}

// A hostile name does not flood a log.
func TestNamesAreQuotedShort(t *testing.T) {
	defer func() {
		if text := fmt.Sprint(recover()); len(text) > 200 {
			t.Errorf("the message has %d bytes", len(text))
		}
	}()
	typed.NewTopic[login](strings.Repeat("x", 1<<20))
}

func TestLegalNames(t *testing.T) {
	for _, name := range []string{"a", "A-b_9.c", strings.Repeat("x", 255), strings.TrimSuffix(strings.Repeat("a.", 16), ".")} {
		if got := typed.NewTopic[login](name).Name(); got != name {
			t.Errorf("Name() = %q, want %q", got, name)
		}
	}
}

// B23: misuse while wiring panics at the caller, with the remedy.
func TestListenMisusePanics(t *testing.T) {
	b := events.New()
	fine := func(context.Context, login) error { return nil }
	fineEvent := func(context.Context, typed.Event[login]) error { return nil }
	for name, tt := range map[string]struct {
		do    func()
		words []string
	}{
		"On nil":         {func() { loginTopic.On(b, nil) }, []string{`"user.login"`, "nil handler", "pass a func(context.Context, typed_test.login) error"}},
		"OnEvent nil":    {func() { loginTopic.OnEvent(b, nil) }, []string{`"user.login"`, "pass a func(context.Context, typed.Event[typed_test.login]) error"}},
		"On empty":       {func() { loginTopic.On(b, fine, events.Option{}) }, []string{"empty events.Option", "events.Priority"}},
		"OnEvent empty":  {func() { loginTopic.OnEvent(b, fineEvent, events.Option{}) }, []string{"empty events.Option"}},
		"Stream empty":   {func() { loginTopic.Stream(ctx, b, events.Option{}) }, []string{"empty events.Option"}},
		"When nil":       {func() { loginTopic.When(nil) }, []string{"When(nil)", `"user.login"`, "leave the option out"}},
		"On nil bus":     {func() { loginTopic.On(nil, fine) }, []string{`"user.login"`, "nil or zero bus", "events.New"}},
		"OnEvent no bus": {func() { loginTopic.OnEvent(nil, fineEvent) }, []string{"nil or zero bus", "events.New"}},
		"Stream no bus":  {func() { loginTopic.Stream(ctx, nil) }, []string{"nil or zero bus", "events.New"}},
	} {
		t.Run(name, func(t *testing.T) { panics(t, tt.do, tt.words...) })
	}
	if n := b.ListenerCount(); n != 0 {
		t.Errorf("%d listeners were registered all the same", n)
	}
}
