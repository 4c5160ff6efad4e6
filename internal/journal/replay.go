package journal

import "context"

// replay brings the core from its view to the journal's last entry. Entries are read, decoded by several workers, and applied in their order. The
// view is not published yet, so it is changed in place.
func (c *core) replay(ctx context.Context) error {
	v := c.now.Load()
	return ordered(func(emit func([]Doc) error) error {
		page := make([]Doc, 0, replayPage)
		err := eachDoc(ctx, c.store, v.seq+1, func(_ int64, d Doc) error {
			if page = append(page, d); len(page) < replayPage {
				return nil
			}
			full := page
			page = make([]Doc, 0, replayPage)
			return emit(full)
		})
		if err == nil && len(page) > 0 {
			err = emit(page)
		}
		return err
	}, func() func([]Doc) ([]*Entry, error) { return decodePage }, func(entries []*Entry) error {
		for _, e := range entries {
			if err := v.follow(e); err != nil {
				return err
			}
			if e.Key != "" {
				c.keys.add(hashKey(e.Key), e.Seq)
			}
		}
		return ctx.Err()
	})
}

// replayPage is how many entries one worker decodes at a time.
const replayPage = 128

func decodePage(docs []Doc) ([]*Entry, error) {
	out := make([]*Entry, len(docs))
	for i, d := range docs {
		e, err := d.decode()
		if err != nil {
			return nil, err
		}
		out[i] = e
	}
	return out, nil
}
