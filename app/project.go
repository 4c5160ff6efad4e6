package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"shanpei/internal/journal"
	"shanpei/internal/projection"
)

// project builds the Mongo collections for the federation's own tools anew.
func project(ctx context.Context, args []string) error {
	c := &config{}
	if err := c.parse(c.flags("project"), args); err != nil {
		return err
	}
	if c.mongoURI == "" {
		return badConfig{[]string{"MONGODB_URI is not set: the collections are kept only where the journal is in MongoDB"}}
	}
	p, err := open(ctx, c, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		return err
	}
	n, err := projection.Rebuild(ctx, p.book.State(), p.store.(*journal.Mongo).Database())
	if cerr := p.Close(context.WithoutCancel(ctx)); err == nil {
		err = cerr
	}
	if err == nil {
		fmt.Printf("%d documents\n", n)
	}
	return err
}
