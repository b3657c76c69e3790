package paths // want package:`events\(parcel.sent\)`

import (
	"context"

	"github.com/fastpluggy/eventbus/events"
)

type dict = map[string]any

var Emits = []events.EventSpec{{Name: "parcel.sent", Payload: events.Schema{
	"id": "int64", "boxes[].weight": "float64", "boxes[].note": "*string", "to?.city": "string",
}}}

// evgen writes these.
type (
	ParcelSentBox struct {
		Weight float64 `json:"weight"`
		Note   *string `json:"note,omitempty"`
	}
	ParcelSentTo struct {
		City string `json:"city"`
	}
)

func emits(ctx context.Context, b *events.Bus) {
	_ = b.Emit(ctx, "parcel.sent", events.Payload{"id": int64(1), "boxes": []dict{{"weight": 1.5}}})
	_ = b.Emit(ctx, "parcel.sent", events.Payload{"id": int64(1), "boxes": []dict{{"weigth": 1.5}}})                        // want `has no field "boxes\[\].weigth"; did you mean "boxes\[\].weight"`
	_ = b.Emit(ctx, "parcel.sent", events.Payload{"idd": int64(1), "boxes": []ParcelSentBox{}})                             // want `has no field "idd"; did you mean "id"`
	_ = b.Emit(ctx, "parcel.sent", events.Payload{"id": int64(1), "boxes": []dict{{"weight": 1.5}}, "to": dict{"city": 5}}) // want `field "to.city" of event "parcel.sent" is declared string`
}
