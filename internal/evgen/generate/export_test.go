package generate

import (
	"context"
	"io"

	"github.com/fastpluggy/eventbus/internal/spec"
)

// PlanRun plans a run for the patterns and returns the function that writes it.
func PlanRun(ctx context.Context, dir string, patterns ...string) (write func() error, err error) {
	pkgs, err := spec.Load(ctx, dir, patterns...)
	if err != nil {
		return nil, err
	}
	p, err := newPlan(ctx, dir, patterns, pkgs)
	if err != nil {
		return nil, err
	}
	return func() error { return p.write(ctx, io.Discard, io.Discard) }, nil
}
