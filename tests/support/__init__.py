"""What the tests share: engines, a clock, a cast and builders."""
