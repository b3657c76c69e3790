package dispatch

import "context"

// Relay emits what was emitted under another name before, with the source and
// the time that it had then.
func Relay[T any](ctx context.Context, b *Bus, n *Name, k *Kind[T], p *T, was Meta) error {
	t, pair, err := b.begin(n)
	if err != nil {
		return err
	}
	var r round
	r.table, r.pair, r.bus, r.ctx, r.how.Source, r.at = t, pair, b, ctx, was.Source, was.Time
	return slowly(&r, k, p, nil)
}
