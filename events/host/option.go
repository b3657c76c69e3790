package host

import "log/slog"

// An Option configures one [Host].
type Option interface{ applyHost(*Host) }

type loggerOption struct{ log *slog.Logger }

func (o loggerOption) applyHost(h *Host) { h.log = o.log }

// WithLogger sets the logger for loading and unloading, from which [Env.Logger] of
// each plugin derives. The default, also for nil, is [slog.Default] as it is when
// [New] is called. Failures are returned, not logged. A warning is logged for a
// plugin that declares nothing although evgen has generated code for its package.
func WithLogger(log *slog.Logger) Option { return loggerOption{log} }
