module clean/plugins
