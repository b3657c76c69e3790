// Package ignore silences reports with comments, some of them in a wrong way.
package ignore

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

var Emits = []events.EventSpec{
	{Name: "door.opened", Payload: events.Schema{"door_id": "int64"}},
}

func right(ctx context.Context, b *events.Bus) {
	_ = b.Emit(ctx, "door.openned", nil) //evvet:ignore undeclared an old client sends it

	//evvet:ignore undeclared an old client sends it
	_ = b.Emit(ctx, "door.openned", nil)

	// Both are on purpose.
	//evvet:ignore missing only a test reads it
	//evvet:ignore key	the reader is older
	_ = b.Emit(ctx, "door.opened", events.Payload{"window": 1})

	_ = b.Emit(ctx, "door.opened", events.Payload{
		//evvet:ignore type the reader converts it
		"door_id": 3,
	})
}

func wrong(ctx context.Context, b *events.Bus, id int64) {
	_ = b.Emit(ctx, "door.opened", events.Payload{"door_id": id})

	/* want `the check undeclared reports nothing here; remove this comment` */ //evvet:ignore undeclared it was misspelt once
	_ = b.Emit(ctx, "door.opened", events.Payload{"door_id": id})

	/* want `this comment gives no reason; write //evvet:ignore type reason` */ //evvet:ignore type
	/* want `this comment names no check; write //evvet:ignore CHECK reason` */ //evvet:ignore
	/* want `there is no check "undecared"; did you mean undeclared\?` */ //evvet:ignore undecared an old client
	/* want `there is no check "zzzzzzz"; the checks are undeclared, key,` */ //evvet:ignore zzzzzzz an old client
	/* want `there is no check "ignore"; the checks are` */ //evvet:ignore ignore it is fine

	_ = b.Emit(ctx, "door.opened", events.Payload{"door_id": id}) /* want `the check missing reports nothing here` */ //evvet:ignore missing the next line lacks it
	_ = b.Emit(ctx, "door.opened", nil)                           // want `without its field`

	/* want `this comment gives no reason` */ //evvet:ignore missing
	_ = b.Emit(ctx, "door.opened", nil)       // want `without its field`

	for { /* want `the check missing reports nothing here` */ //evvet:ignore missing the next line lacks it
		_ = b.Emit(ctx, "door.opened", nil) // want `without its field`
	}
}

func ends(ctx context.Context, b *events.Bus) {
	_ = b.Emit(ctx, "door.opened", events.Payload{
		"door_id": int64(3),
	}) /* want `the check missing reports nothing here` */ //evvet:ignore missing the next line lacks it
	_ = b.Emit(ctx, "door.opened", nil) // want `without its field`

	//evvet:ignored is another word
}

func spaced(ctx context.Context, b *events.Bus) {
	/* want `this comment has no effect: there is a space before evvet:ignore; write //evvet:ignore missing reason` */ // evvet:ignore missing only a test reads it
	_ = b.Emit(ctx, "door.opened", nil)                                                                                // want `without its field`

	// evvet:ignore is what such a comment begins with, and this sentence is none.
}
