package journal

import "context"

// replay brings the core from its view to the journal's last entry.
func (c *core) replay(ctx context.Context) error {
	v := c.now.Load()
	err := eachDoc(ctx, c.store, v.seq+1, func(_ int64, d Doc) error {
		e, err := v.take(d)
		if err == nil && e.Key != "" {
			c.keys.add(hashKey(e.Key), e.Seq)
		}
		return err
	})
	log := c.keys.log.prefix()
	c.keyLog.Store(&log)
	return err
}
