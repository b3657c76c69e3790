module tagged
